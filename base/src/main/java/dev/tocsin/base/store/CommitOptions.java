// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

import java.time.Duration;

/// Bounds of a {@link CommitLog}.
///
/// @param queueMax commits that may wait for the disk; further ones are refused
/// @param batchMax commits that share one write
/// @param segmentBytes size of a journal file, reserved at its beginning
/// @param journalMaxBytes how far the journal may run ahead of the tables before commits are
///   refused
/// @param applyMax changes to different keys that are gathered before the tables are written
/// @param applyAfter how long a change waits for others before the tables are written
public record CommitOptions(
    int queueMax,
    int batchMax,
    long segmentBytes,
    long journalMaxBytes,
    int applyMax,
    Duration applyAfter) {

  /// Waiting for a second lets changes to the same key replace each other before they cost SQL; a
  /// segment is small enough to be read into memory whole.
  public static final CommitOptions DEFAULT =
      new CommitOptions(16_384, 4_096, 8L << 20, 1L << 30, 100_000, Duration.ofSeconds(1));

  public CommitOptions {
    if (queueMax < 1 || batchMax < 1 || applyMax < 1 || applyAfter.isNegative()) {
      throw new IllegalArgumentException("bounds below one");
    }
    if (segmentBytes < 1 || segmentBytes > 1L << 30 || journalMaxBytes < segmentBytes) {
      throw new IllegalArgumentException(
          "segments of " + segmentBytes + " bytes in a journal of " + journalMaxBytes);
    }
  }
}
