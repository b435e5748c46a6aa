// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link;

import dev.tocsin.base.net.handshake.HandshakeDoor;
import java.util.concurrent.atomic.LongAdder;

/// What happened at a {@link ChannelPort}. Counted from any thread.
public final class LinkFigures {

  private final LongAdder completed = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder shed = new LongAdder();
  private final LongAdder limited = new LongAdder();
  private final LongAdder malformed = new LongAdder();
  private final LongAdder discarded = new LongAdder();
  private final LongAdder overflowed = new LongAdder();

  /// @param open channels that stand
  /// @param completed handshakes
  /// @param failed handshakes, this end's and others'
  /// @param shed turned away unread: too many at once
  /// @param limited turned away unread: too often
  /// @param malformed streams or datagrams that were not this protocol
  /// @param discarded datagrams of nobody, or that came again or were changed on their way
  /// @param overflowed messages that were lost: too many waited, or the path took none so large
  public record Values(
      long open,
      long completed,
      long failed,
      long shed,
      long limited,
      long malformed,
      long discarded,
      long overflowed) {}

  /// A handshake led to a channel.
  public void completed() {
    completed.increment();
  }

  /// A channel is no more.
  public void ended() {
    ended.increment();
  }

  public void failed() {
    failed.increment();
  }

  public void shed() {
    shed.increment();
  }

  public void limited() {
    limited.increment();
  }

  public void malformed() {
    malformed.increment();
  }

  public void discarded() {
    discarded.increment();
  }

  /// Counts who was turned away at the door.
  ///
  /// @return whether he was not
  public boolean isIn(HandshakeDoor.Verdict verdict) {
    switch (verdict) {
      case ENTERED -> {}
      case SHED -> shed();
      case LIMITED -> limited();
    }
    return verdict == HandshakeDoor.Verdict.ENTERED;
  }

  public void overflowed() {
    overflowed.increment();
  }

  public Values values() {
    long left = ended.sum();
    long made = completed.sum();
    return new Values(
        made - left,
        made,
        failed.sum(),
        shed.sum(),
        limited.sum(),
        malformed.sum(),
        discarded.sum(),
        overflowed.sum());
  }
}
