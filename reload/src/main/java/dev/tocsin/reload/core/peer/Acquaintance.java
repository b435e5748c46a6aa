// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.peer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A line whose other end has not said yet which peer it is.
final class Acquaintance {

  // What may come before it is known: the other side knows earlier.
  private static final int HELD_MAX = 64;
  private static final Duration AGAIN_FIRST = Duration.ofMillis(500);

  final Line line;

  /// Why it was dialled; absent if somebody else dialled.
  final Optional<Errand> errand;

  /// Of the PING that waits for its answer; zero if the other side has to speak first.
  final long transaction;

  private final Instant until;
  private byte @Nullable [] ping;
  private Instant again = Instant.MAX;
  private Duration wait = AGAIN_FIRST;
  private final List<byte[]> held = new ArrayList<>();

  private Acquaintance(Line line, Optional<Errand> errand, long transaction, Instant until) {
    this.line = line;
    this.errand = errand;
    this.transaction = transaction;
    this.until = until;
  }

  static Acquaintance awaited(Line line, Instant until) {
    return new Acquaintance(line, Optional.empty(), 0, until);
  }

  /// @param ping that was sent now
  static Acquaintance asked(
      Line line, Errand errand, long transaction, byte[] ping, Instant now, Instant until) {
    var asked = new Acquaintance(line, Optional.of(errand), transaction, until);
    asked.ping = ping;
    asked.again = now.plus(AGAIN_FIRST);
    return asked;
  }

  boolean isAsked() {
    return ping != null;
  }

  /// @return whether there was room
  boolean hold(byte[] message) {
    if (held.size() >= HELD_MAX) return false;
    held.add(message);
    return true;
  }

  List<byte[]> held() {
    return List.copyOf(held);
  }

  boolean isOver(Instant now) {
    return !until.isAfter(now);
  }

  /// The PING, if it is time to send it once more: datagrams are lost.
  Optional<byte[]> again(Instant now) {
    if (ping == null || again.isAfter(now)) return Optional.empty();
    wait = wait.multipliedBy(2);
    again = now.plus(wait);
    return Optional.of(ping.clone());
  }

  Instant deadline() {
    return again.isBefore(until) ? again : until;
  }
}
