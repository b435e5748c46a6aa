// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.dtls;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A handshake with one address, and the channel that comes of it. All of it happens on one virtual
/// thread of its own; the port looks at it from others.
final class Association {

  /// The part of one end in a handshake; waits.
  interface Handshake {
    DtlsChannel.Agreed shake(RemoteEnd end) throws IOException;
  }

  private final RemoteEnd end;
  private final Handshake handshake;
  private final byte @Nullable [] hello;
  private final Outcome outcome;
  private volatile @Nullable DtlsChannel channel;
  private volatile boolean hasGivenWay;

  /// @param hello what the other end began with; null if this end begins
  /// @param outcome of this handshake, or of the one that takes its place
  Association(RemoteEnd end, Handshake handshake, byte @Nullable [] hello, Outcome outcome) {
    this.end = end;
    this.handshake = handshake;
    this.hello = hello;
    this.outcome = outcome;
  }

  RemoteEnd end() {
    return end;
  }

  DtlsChannel.Agreed shake() throws IOException {
    return handshake.shake(end);
  }

  void stands(DtlsChannel made) {
    channel = made;
    // It was told to end meanwhile.
    if (end.isShut()) made.close("it was given up");
  }

  Outcome outcome() {
    return outcome;
  }

  /// Whether the other end began it with this.
  boolean wasBegunBy(byte[] random) {
    return Arrays.equals(hello, random);
  }

  /// Whether it stays where the other end begins with this, too.
  boolean goesBefore(byte[] random) {
    return hello == null && end.goesBefore(random);
  }

  /// Whether it sends no more because the other end begins with this.
  boolean yieldsTo(byte[] random) {
    return end.yieldsTo(random) || hello != null;
  }

  /// Another one takes its place, and its outcome.
  void giveWay() {
    hasGivenWay = true;
    end.shut();
  }

  boolean hasGivenWay() {
    return hasGivenWay;
  }

  void close(String why) {
    var standing = channel;
    if (standing != null) standing.close(why);
    else end.shut();
  }
}
