// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link;

/// What becomes of channels: called on their own threads, one channel's events in their order. May
/// wait, which stops the channel's reading and nothing else.
public interface ChannelEvents {

  /// Somebody else's channel is here, or one that was dialled stands; before all else of it.
  void opened(Channel channel);

  /// @param message one whole message or fragment, the receiver's from now on
  void received(Channel channel, byte[] message);

  /// Last of all, and once.
  ///
  /// @param why for people
  void closed(Channel channel, String why);
}
