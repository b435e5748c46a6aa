// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.dtls;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The last DTLS connection with each server, to be resumed. Holds secrets; stays in memory.
///
/// A resumption shows no certificate, so a connection serves only whoever expects the same name.
public final class Resumptions {

  private record Server(InetSocketAddress address, Optional<String> expectedName) {}

  private final Map<Server, byte[]> connections;

  public Resumptions(int max) {
    connections =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Server, byte[]> eldest) {
            return size() > max;
          }
        };
  }

  public synchronized Optional<byte[]> take(
      InetSocketAddress address, Optional<String> expectedName) {
    return Optional.ofNullable(connections.remove(new Server(address, expectedName)));
  }

  public synchronized void keep(
      InetSocketAddress address, Optional<String> expectedName, byte[] connection) {
    connections.put(new Server(address, expectedName), connection);
  }
}
