// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.http;

import dev.tocsin.base.net.SourceNet;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Shares connections out among those who open them: one source has no more than its part, and a
/// connection whose first request does not arrive in time, its handshake included, is closed
/// however busily it sends a byte now and then. So nobody keeps others out for long by opening
/// connections and saying little.
final class ConnectionShares implements Connection.Listener {

  private static final Logger log = LoggerFactory.getLogger(ConnectionShares.class);
  // Of an IPv6 address the host has the rest to choose from.

  private final int perSourceMax;
  private final long firstRequestNanos;
  private final Map<SocketAddress, Opened> opened = new HashMap<>();
  private final Map<Connection, Opened> byConnection = new IdentityHashMap<>();
  private final Map<SourceNet, Integer> counts = new HashMap<>();
  private long refused;

  private static final class Opened {
    final Connection connection;
    final SocketAddress remote;
    final SourceNet source;
    final long nanos = System.nanoTime();
    boolean hasAsked;

    Opened(Connection connection, SocketAddress remote, SourceNet source) {
      this.connection = connection;
      this.remote = remote;
      this.source = source;
    }
  }

  /// @param firstRequestMax from the opening of a connection until its first request is there
  ConnectionShares(int perSourceMax, Duration firstRequestMax) {
    this.perSourceMax = perSourceMax;
    this.firstRequestNanos = firstRequestMax.toNanos();
  }

  /// Comes for every layer of a connection; the first is the one that is counted.
  @Override
  public void onOpened(Connection connection) {
    var remote = connection.getEndPoint().getRemoteSocketAddress();
    if (!(remote instanceof InetSocketAddress from)) return;
    boolean isTooMany;
    synchronized (this) {
      if (opened.containsKey(remote)) return;
      var source = SourceNet.of(from.getAddress());
      var one = new Opened(connection, remote, source);
      opened.put(remote, one);
      byConnection.put(connection, one);
      isTooMany = counts.merge(source, 1, Integer::sum) > perSourceMax;
      if (isTooMany && refused++ == 0) {
        log.warn("{} opens more than {} connections", from.getAddress(), perSourceMax);
      }
    }
    if (isTooMany) connection.getEndPoint().close();
  }

  /// An end point that is closed does not know any more whose it was.
  @Override
  public synchronized void onClosed(Connection connection) {
    var known = byConnection.remove(connection);
    if (known == null) return;
    opened.remove(known.remote);
    counts.computeIfPresent(known.source, (_, count) -> count == 1 ? null : count - 1);
  }

  /// A whole request has come.
  void asked(Request request) {
    var remote = request.getConnectionMetaData().getRemoteSocketAddress();
    synchronized (this) {
      var known = opened.get(remote);
      if (known != null) known.hasAsked = true;
    }
  }

  /// To be called now and then: closes what has not asked anything in its time.
  void closeSilent() {
    long now = System.nanoTime();
    EndPoint[] silent;
    synchronized (this) {
      silent =
          opened.values().stream()
              .filter(each -> !each.hasAsked && now - each.nanos > firstRequestNanos)
              .map(each -> each.connection.getEndPoint())
              .toArray(EndPoint[]::new);
    }
    for (var each : silent) each.close();
  }
}
