// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.storage;

/// How much a peer keeps for the overlay, beside what each kind allows at one place. Bytes count
/// what a value takes in memory, roughly.
///
/// @param bytesMax of all values
/// @param ownerBytesMax of all values of one owner
public record StorageLimits(long bytesMax, long ownerBytesMax) {

  /// 64 MiB, of which 4 MiB are one owner's.
  public static final StorageLimits DEFAULT = new StorageLimits(64L << 20, 4L << 20);

  public StorageLimits {
    if (bytesMax < 1 || ownerBytesMax < 1) throw new IllegalArgumentException("limits below one");
  }
}
