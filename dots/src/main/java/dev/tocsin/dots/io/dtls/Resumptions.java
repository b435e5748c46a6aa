// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.dtls;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The last DTLS connection with each server, to be resumed. Holds secrets; stays in memory.
public final class Resumptions {

  private final Map<InetSocketAddress, byte[]> connections;

  public Resumptions(int max) {
    connections =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, byte[]> eldest) {
            return size() > max;
          }
        };
  }

  public synchronized Optional<byte[]> take(InetSocketAddress server) {
    return Optional.ofNullable(connections.remove(server));
  }

  public synchronized void keep(InetSocketAddress server, byte[] connection) {
    connections.put(server, connection);
  }
}
