// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link;

import dev.tocsin.reload.core.security.PeerCertificate;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import java.net.InetSocketAddress;
import java.util.Optional;

/// One connection after its handshake. Callable from any thread; nothing blocks.
public interface Channel {

  /// What the other end has shown and proved; absent where all hold one key.
  Optional<PeerCertificate> certificate();

  RouteLogEntry.Link kind();

  /// Whether this end has dialled for it: it is what {@link ChannelPort#dial} gives.
  boolean isDialled();

  InetSocketAddress remote();

  /// Larger messages have to be cut.
  int messageBytesMax();

  /// @param message whole, or a fragment; the channel's from now on
  /// @return whether it will be sent; it is lost where too many wait already
  boolean send(byte[] message);

  /// What was taken before is still sent; {@link ChannelEvents#closed} follows.
  ///
  /// @param why for people
  void close(String why);
}
