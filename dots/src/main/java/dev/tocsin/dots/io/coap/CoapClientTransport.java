// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.client.ConnectionId;
import dev.tocsin.dots.core.client.RequestId;
import dev.tocsin.dots.core.client.ServerAddress;
import dev.tocsin.dots.io.ClientTransport;
import dev.tocsin.dots.io.dtls.Resumptions;
import dev.tocsin.dots.io.security.ServerProfile;
import dev.tocsin.dots.wire.CoapMessage;
import dev.tocsin.dots.wire.SessionConfig;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/// Signal sessions of a client, each on a socket of its own.
///
/// A connection has one thread that reads its socket; two more are shared by all connections and
/// call the handler. Sending happens on them, too.
public final class CoapClientTransport implements ClientTransport {

  private static final int GOODBYES_MILLIS = 1_000;

  private final ClientSettings settings;
  private final IntFunction<ServerProfile> servers;
  private final Handler handler;
  private final ScheduledThreadPoolExecutor executor;
  private final Resumptions resumptions;
  private final Map<Integer, ServerProfile> alternates = new ConcurrentHashMap<>();
  private final Map<ConnectionId, ClientConnection> connections = new ConcurrentHashMap<>();

  /// @param servers credentials by {@link ServerAddress#server}, of those that are configured
  public CoapClientTransport(
      ClientSettings settings, IntFunction<ServerProfile> servers, Handler handler) {
    this.settings = settings;
    this.servers = servers;
    this.handler = handler;
    this.resumptions = new Resumptions(settings.resumptionsMax());
    this.executor =
        new ScheduledThreadPoolExecutor(
            2, Thread.ofPlatform().daemon().name("dots-client-", 0).factory());
    executor.setRemoveOnCancelPolicy(true);
  }

  // RFC 9132 §4.6: a redirection names the alternate server so that it can be authenticated. The
  // name of the one that redirected would not do: whoever holds its key could send us anywhere.
  @Override
  public void alternate(int server, int origin, String name) {
    var bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    alternates.put(
        server, new ServerProfile(servers.apply(origin).credentials(), Optional.of(bare)));
  }

  private ServerProfile profile(int server) {
    var alternate = alternates.get(server);
    return alternate == null ? servers.apply(server) : alternate;
  }

  @Override
  public void connect(
      ConnectionId id, ServerAddress address, TransportKind transport, boolean resume) {
    executor.execute(() -> dial(id, address, transport, resume));
  }

  private void dial(
      ConnectionId id, ServerAddress address, TransportKind transport, boolean resume) {
    ClientConnection connection;
    try {
      var target =
          new ClientLink.Target(
              new InetSocketAddress(address.host(), address.port()),
              profile(address.server()),
              resume);
      connection = connection(id, target, transport);
    } catch (RuntimeException e) {
      handler.connectFailed(id, "cannot open a session: " + e.getMessage());
      return;
    }
    connections.put(id, connection);
    connection.dial();
  }

  private ClientConnection connection(
      ConnectionId id, ClientLink.Target target, TransportKind transport) {
    var owner =
        new ClientConnection.Owner(settings, executor, handler, () -> connections.remove(id));
    return new ClientConnection(
        id,
        transport,
        owner,
        events ->
            switch (transport) {
              case DTLS -> new DtlsLink(target, settings, executor, resumptions, events);
              case TLS -> new TlsLink(target, settings, events);
            });
  }

  @Override
  public void send(ConnectionId id, RequestId request, CoapMessage.Request message) {
    ClientConnection connection = connections.get(id);
    if (connection == null) {
      handler.unanswered(id, request);
    } else {
      connection.send(request, message);
    }
  }

  @Override
  public void forget(ConnectionId id, RequestId request) {
    ClientConnection connection = connections.get(id);
    if (connection != null) connection.forget(request);
  }

  @Override
  public void apply(ConnectionId id, SessionConfig.ParameterSet parameters) {
    ClientConnection connection = connections.get(id);
    if (connection != null) connection.apply(parameters);
  }

  @Override
  public void disconnect(ConnectionId id) {
    ClientConnection connection = connections.get(id);
    if (connection != null) connection.disconnect();
  }

  @Override
  public void close() {
    List.copyOf(connections.values()).forEach(ClientConnection::disconnect);
    executor.shutdown();
    try {
      // A process that ends now would take the goodbyes with it, and servers would miss us.
      if (!executor.awaitTermination(GOODBYES_MILLIS, TimeUnit.MILLISECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
