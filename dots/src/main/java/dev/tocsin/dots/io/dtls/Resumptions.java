// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.dtls;

import dev.tocsin.base.run.Latest;
import java.net.InetSocketAddress;
import java.util.Optional;

/// The last DTLS connection with each server, to be resumed. Holds secrets; stays in memory.
///
/// A resumption shows no certificate, so a connection serves only whoever expects the same name.
public final class Resumptions {

  private record Server(InetSocketAddress address, Optional<String> expectedName) {}

  private final Latest<Server, byte[]> connections;

  public Resumptions(int max) {
    connections = new Latest<>(max);
  }

  public Optional<byte[]> take(InetSocketAddress address, Optional<String> expectedName) {
    return connections.remove(new Server(address, expectedName));
  }

  public void keep(InetSocketAddress address, Optional<String> expectedName, byte[] connection) {
    connections.put(new Server(address, expectedName), connection);
  }
}
