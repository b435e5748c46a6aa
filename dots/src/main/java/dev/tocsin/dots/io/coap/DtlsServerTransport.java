// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import dev.tocsin.base.run.Latest;
import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.io.ServerTransport;
import dev.tocsin.dots.io.californium.Reliability;
import dev.tocsin.dots.io.dtls.ConnectionEvents;
import dev.tocsin.dots.io.dtls.CookieRule;
import dev.tocsin.dots.io.dtls.DtlsSetup;
import dev.tocsin.dots.io.dtls.Grounds;
import dev.tocsin.dots.io.dtls.HandshakeGate;
import dev.tocsin.dots.io.dtls.ResumptionStore;
import dev.tocsin.dots.io.dtls.UnprovenResumptions;
import dev.tocsin.dots.io.security.Credentials;
import dev.tocsin.dots.io.security.HandshakeCounters;
import dev.tocsin.dots.io.security.ServerLimits;
import dev.tocsin.dots.wire.SessionConfig;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.stack.ReliabilityLayerParameters;
import org.eclipse.californium.elements.MapBasedEndpointContext.Attributes;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConfig.DtlsRole;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.Connection;
import org.eclipse.californium.scandium.dtls.InMemoryReadWriteLockConnectionStore;
import org.eclipse.californium.scandium.dtls.ResumptionSupportingConnectionStore;

/// The signal channel over DTLS 1.2 (RFC 9132 §3): certificates, raw public keys and pre-shared
/// keys on one port, connection ids (RFC 9146), resumption, cookies.
///
/// Receiver threads read datagrams; a worker decrypts each and calls the handler on the spot, one
/// at a time for each session. Answers may come from any thread and are encrypted by a worker.
public final class DtlsServerTransport implements ServerTransport {

  private static final Duration SWEEP = Duration.ofSeconds(10);
  private static final int GOODBYES_MILLIS = 2_000;

  // Twice the life of a cookie, and 15 s.
  private static final Duration REMEMBERED = Duration.ofSeconds(135);
  private static final int HANDSHAKES_REMEMBERED_MAX = 1_000_000;

  private final InetSocketAddress address;
  private final ServerExchanges exchanges;
  private final CertifiedPeers peers = new CertifiedPeers();
  // Nearly all sessions have one of the two sets that the configuration offers, and share it.
  private final Latest<SessionConfig.ParameterSet, ReliabilityLayerParameters> reliabilities =
      new Latest<>(64);
  private final ServerLimits limits;
  private final Configuration configuration;
  private final ExecutorService workers;
  private final ResumptionStore resumable;
  private final ResumptionSupportingConnectionStore connections;
  private final Connector connector;
  private final ListeningEndpoint endpoint;

  /// @param identifiers shared by all transports of the process
  public DtlsServerTransport(
      DtlsServerSettings settings,
      Credentials credentials,
      Identifiers identifiers,
      HandshakeCounters counters,
      Handler handler) {
    this(settings, credentials, identifiers, counters, handler, InstantSource.system());
  }

  /// @param clock that says how old sessions and certificates are at a resumption
  DtlsServerTransport(
      DtlsServerSettings settings,
      Credentials credentials,
      Identifiers identifiers,
      HandshakeCounters counters,
      Handler handler,
      InstantSource clock) {
    address = settings.address();
    limits = settings.limits();
    configuration = configuration(settings);
    var timer = ListeningEndpoint.timer("dtls-timer-");
    workers =
        new ThreadPoolExecutor(
            settings.workerThreads(),
            settings.workerThreads(),
            0,
            TimeUnit.SECONDS,
            new TaskQueue(),
            Thread.ofPlatform().daemon().name("dtls-worker-", 0).factory());
    exchanges = new ServerExchanges(handler, identifiers, limits, timer);
    resumable =
        new ResumptionStore(
            2 * limits.sessionsMax(), new Grounds(credentials.trust(), clock), clock);
    connections =
        new InMemoryReadWriteLockConnectionStore(
            limits.sessionsMax() + limits.handshakes().max(),
            limits.idleMax().toSeconds(),
            resumable,
            false);
    connector = connector(settings, credentials, identifiers, counters);
    connector.setExecutor(workers);
    endpoint = new ListeningEndpoint(connector, configuration, exchanges, timer);
  }

  private static Configuration configuration(DtlsServerSettings settings) {
    Configuration configuration = DtlsSetup.configuration();
    configuration.set(DtlsConfig.DTLS_ROLE, DtlsRole.SERVER_ONLY);
    // RFC 9132 §7.3: handshakes, answers and notifications stay below the path MTU.
    configuration.set(
        DtlsConfig.DTLS_MAX_TRANSMISSION_UNIT_LIMIT, Math.min(DtlsSetup.MTU, settings.pathMtu()));
    configuration.set(CoapConfig.PREFERRED_BLOCK_SIZE, settings.blockBytes());
    configuration.set(CoapConfig.MAX_MESSAGE_SIZE, settings.blockBytes());
    configuration.set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, settings.receiverThreads());
    configuration.set(DtlsConfig.DTLS_MAX_CONNECTIONS, handshakesRemembered(settings.limits()));
    configuration.set(
        DtlsConfig.DTLS_STALE_CONNECTION_THRESHOLD,
        settings.limits().idleMax().toSeconds(),
        TimeUnit.SECONDS);
    return configuration;
  }

  /// Scandium remembers handshakes for a while, to know a ClientHello that comes twice, and begins
  /// none beyond this number: with room for the sessions alone, many clients that come back a
  /// second time would find a closed door until it has cleared up, up to half a minute later.
  static int handshakesRemembered(ServerLimits limits) {
    var handshakes = limits.handshakes();
    double recent = handshakes.perSecond() * REMEMBERED.toSeconds();
    return (int)
        Math.min(limits.sessionsMax() + handshakes.max() + recent, HANDSHAKES_REMEMBERED_MAX);
  }

  private Connector connector(
      DtlsServerSettings settings,
      Credentials credentials,
      Identifiers identifiers,
      HandshakeCounters counters) {
    var unproven = new UnprovenResumptions(InstantSource.system());
    var gate = new HandshakeGate(limits, counters, this::isFull, resumable::contains, unproven);
    var builder =
        DtlsConnectorConfig.builder(configuration)
            .setAddress(settings.address())
            .setConnectionListener(new Events())
            .setSessionListener(gate.listener())
            .setDatagramFilter(gate)
            .setResumptionVerifier(new CookieRule(resumable, unproven, this::hasSession))
            .setApplicationLevelInfoSupplier(
                (principal, _) ->
                    Identities.carrying(
                        new PeerSession(
                            identifiers.nextSession(), peers.of(principal), TransportKind.DTLS)));
    DtlsSetup.credentials(builder, configuration, credentials, Optional.empty(), true);
    return new Connector(builder.build(), connections);
  }

  private boolean hasSession(InetSocketAddress at) {
    var connection = connections.get(at);
    return connection != null && connection.hasEstablishedDtlsContext();
  }

  private boolean isFull() {
    return exchanges.sessions() >= limits.sessionsMax() || connections.remainingCapacity() <= 0;
  }

  @Override
  public void start() {
    endpoint.start("DTLS", address, this::sweep, SWEEP);
  }

  /// Makes room while a tenth or less is left: Scandium itself evicts only once nothing is left,
  /// and then answers every ClientHello with another cookie.
  void sweep() {
    if (exchanges.sessions() < limits.sessionsMax() - limits.sessionsMax() / 10) return;
    long now = System.nanoTime();
    connections
        .iterator()
        .forEachRemaining(
            connection -> {
              if (now - connection.getLastMessageNanos() > limits.idleMax().toNanos()) {
                connections.remove(connection, false);
              }
            });
  }

  @Override
  public InetSocketAddress local() {
    return connector.getAddress();
  }

  @Override
  public Exchanges exchanges() {
    return exchanges;
  }

  @Override
  public void apply(SessionId session, SessionConfig.ParameterSet parameters) {
    PeerSession known = exchanges.session(session);
    if (known == null) return;
    known.apply(reliabilities.orMake(parameters, set -> Reliability.of(set, configuration)));
  }

  @Override
  public void closeSession(SessionId session) {
    PeerSession known = exchanges.session(session);
    if (known != null) connector.close(known.context().getPeerAddress());
  }

  @Override
  public void close() {
    if (connector.isRunning()) sayGoodbye();
    endpoint.close();
    workers.shutdownNow();
  }

  // RFC 5246 §7.2.1: a client that is told comes back at once; the others must miss us first, and
  // nothing tells them over UDP when we are back without their sessions.
  private void sayGoodbye() {
    // All of them first: each leaves the store once it is told.
    var all = new ArrayList<Connection>();
    connections.iterator().forEachRemaining(all::add);
    CompletableFuture.allOf(all.stream().map(this::sayGoodbye).toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, GOODBYES_MILLIS, TimeUnit.MILLISECONDS)
        .join();
  }

  private CompletableFuture<Void> sayGoodbye(Connection connection) {
    var address = connection.getPeerAddress();
    if (address == null) return CompletableFuture.completedFuture(null);
    try {
      // In its turn: the client may be through with the handshake a moment before we are.
      return CompletableFuture.runAsync(() -> connector.close(address), connection.getExecutor())
          .thenRunAsync(() -> {}, connection.getExecutor())
          // Its executor ends with it: who is gone needs no goodbye.
          .exceptionally(_ -> null);
    } catch (RejectedExecutionException justGone) {
      return CompletableFuture.completedFuture(null);
    }
  }

  /// Californium's connector over a store that this transport can look into.
  private static final class Connector extends DTLSConnector {
    Connector(DtlsConnectorConfig configuration, ResumptionSupportingConnectionStore store) {
      super(configuration, store);
    }
  }

  private final class Events implements ConnectionEvents {
    @Override
    public void established(Connection connection) {
      PeerSession session = Identities.session(connection.getEstablishedPeerIdentity());
      if (session == null) return;
      connection.setFilterData(session);
      exchanges.opened(
          session, connection.getReadContext(new Attributes(), connection.getPeerAddress()));
    }

    @Override
    public void gone(Connection connection, boolean removed) {
      if (connection.getFilterData() instanceof PeerSession session) exchanges.closed(session);
      // Said goodbye: its room is free for the next one. What it may resume is kept apart.
      if (!removed) connections.remove(connection, false);
    }
  }
}
