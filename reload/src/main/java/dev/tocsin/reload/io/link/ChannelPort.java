// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link;

import dev.tocsin.reload.wire.header.RouteLogEntry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// Where channels of one kind come from: listens, and dials.
public interface ChannelPort extends AutoCloseable {

  RouteLogEntry.Link kind();

  /// Where it listens.
  InetSocketAddress address();

  LinkFigures figures();

  /// The channel is told of as {@link ChannelEvents#opened} before the future completes, and is
  /// given to nobody else who dials.
  ///
  /// @param patience for connection and handshake
  /// @return completed exceptionally with a {@link java.io.IOException} that says why there is none
  CompletableFuture<Channel> dial(InetSocketAddress remote, Duration patience);

  /// Ends all channels and listens no more.
  @Override
  void close();
}
