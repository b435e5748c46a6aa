// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link;

import dev.tocsin.base.net.handshake.Handshakes;

/// What one port takes on at most.
///
/// @param channels open at a time
/// @param messageBytes of one message that comes; more ends the channel
/// @param waitingMessages that a channel has not sent yet
/// @param waitingBytes of them
public record LinkLimits(
    int channels, Handshakes handshakes, int messageBytes, int waitingMessages, int waitingBytes) {

  /// 1,024 channels; a message of 256 KiB, twice what fragments can make; 1,024 messages or 4 MiB
  /// that wait on one channel.
  public static final LinkLimits DEFAULT =
      new LinkLimits(1_024, Handshakes.DEFAULT, 256 << 10, 1_024, 4 << 20);

  public LinkLimits {
    if (channels < 1 || messageBytes < 1_024 || waitingMessages < 1 || waitingBytes < 1) {
      throw new IllegalArgumentException("a port needs room for a channel and a message");
    }
  }
}
