// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto;

import dev.tocsin.alto.core.maps.MapException;
import dev.tocsin.alto.core.maps.Publication;
import dev.tocsin.alto.core.policy.PolicyException;
import dev.tocsin.alto.io.access.AccessRules;
import dev.tocsin.alto.io.access.Offered;
import dev.tocsin.alto.io.build.Build;
import dev.tocsin.alto.io.build.Following;
import dev.tocsin.alto.io.operations.Operations;
import dev.tocsin.alto.io.server.Published;
import dev.tocsin.alto.io.settings.AltoSettings;
import dev.tocsin.alto.io.stream.StreamCounts;
import dev.tocsin.alto.io.stream.StreamLimits;
import dev.tocsin.alto.sources.SourceException;
import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.http.WebSettings;
import dev.tocsin.base.http.digest.DigestAlgorithm;
import dev.tocsin.base.http.digest.DigestDesk;
import dev.tocsin.base.identity.FileTrust;
import dev.tocsin.base.identity.OwnKeys;
import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.base.observe.Health;
import dev.tocsin.base.observe.Metrics;
import dev.tocsin.base.observe.ObserveServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An ALTO server as an operator runs it: makes maps of the files that the configuration names,
/// serves them, follows the files, takes another configuration while it runs, and can be watched.
public final class AltoService implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AltoService.class);

  private final AltoServer server;
  private final Operations operations;
  private final Metrics metrics;
  private final LongAdder digestFailures;
  private final AltoSettings begun;
  private final AtomicReference<Following> following = new AtomicReference<>();
  private Optional<ObserveServer> observe = Optional.empty();
  // Versions of configurations that hold no longer.
  private volatile long versionsBefore;
  private volatile Optional<String> refused = Optional.empty();
  private boolean isClosed;

  private AltoService(
      AltoServer server,
      Operations operations,
      Metrics metrics,
      LongAdder digestFailures,
      AltoSettings begun) {
    this.server = server;
    this.operations = operations;
    this.metrics = metrics;
    this.digestFailures = digestFailures;
    this.begun = begun;
  }

  /// Serves when it returns.
  ///
  /// @throws ConfigException if an address cannot be bound, keys cannot be read, or the
  ///   configuration offers less than RFC 7285 demands
  /// @throws SourceException and others as {@link Build#run}
  public static AltoService start(AltoSettings settings, Consumer<String> progress) {
    var views = offered(settings);
    var web = web(settings.endpoint());
    var digestFailures = new LongAdder();
    var metrics = new Metrics().withProcess();
    var operations = new Operations(settings.operations(), settings.observe().audit(), metrics);
    try {
      var offer = offer(views, settings, operations, digestFailures);
      var sources = Following.begin(settings, progress);
      var server = server(offer, sources, web, settings.streams());
      var service = new AltoService(server, operations, metrics, digestFailures, settings);
      service.follow(sources);
      return service.watched();
    } catch (RuntimeException e) {
      operations.close();
      metrics.close();
      throw e;
    }
  }

  private static List<Offered> offered(AltoSettings settings) {
    var offered = new Build(settings).offered();
    for (var each : offered) {
      var complaints = each.catalog().complaints();
      if (complaints.isEmpty()) continue;
      var where = settings.access().views().isEmpty() ? "" : "view " + each.view() + ": ";
      throw new ConfigException(where + String.join("; ", complaints));
    }
    return offered;
  }

  private static AltoServer.Offer offer(
      List<Offered> views, AltoSettings settings, Operations operations, LongAdder failures) {
    var digest =
        settings
            .access()
            .digestUsers()
            .map(users -> new DigestDesk(users, List.of(DigestAlgorithm.SHA_256), failures));
    var access = new AccessRules(digest, settings.access().isRequired());
    return new AltoServer.Offer(views, new Published.Rules(access, operations));
  }

  private static AltoServer server(
      AltoServer.Offer offer, Following.Begun begun, WebSettings web, StreamLimits streams) {
    try {
      return AltoServer.start(offer, begun.first().publication(), web, streams);
    } catch (RuntimeException e) {
      begun.close();
      throw e;
    }
  }

  private synchronized void follow(Following.Begun sources) {
    var stands = new AtomicReference<Following>();
    var next = sources.following().start(publication -> publish(stands, publication));
    stands.set(next);
    following.set(next);
  }

  // What sources of before still have to say is about another configuration.
  private synchronized void publish(AtomicReference<Following> from, Publication publication) {
    if (from.get() == following.get()) server.publish(publication);
  }

  private AltoService watched() {
    try {
      counted();
      observe = observe(begun);
      return this;
    } catch (RuntimeException e) {
      following.get().close();
      server.close();
      throw e;
    }
  }

  /// Takes another configuration: its sources are read first, then it holds from one request to the
  /// next. What stands in the way is logged, and everything stays as it is.
  ///
  /// @param file reads it
  /// @return whether it was taken
  public boolean reload(Supplier<AltoSettings> file) {
    try {
      take(file.get());
      refused = Optional.empty();
      return true;
    } catch (ConfigException | SourceException | PolicyException | MapException e) {
      log.error("the configuration is not taken, the one of before holds: {}", e.getMessage());
      refused = Optional.of("configuration: " + e.getMessage());
      return false;
    }
  }

  private void take(AltoSettings settings) {
    var views = offered(settings);
    var offer = offer(views, settings, operations, digestFailures);
    var sources = Following.begin(settings, log::debug);
    Following before;
    synchronized (this) {
      if (isClosed) {
        sources.close();
        return;
      }
      try {
        server.replace(offer, sources.first().publication(), settings.streams());
      } catch (RuntimeException e) {
        sources.close();
        throw e;
      }
      operations.change(settings.operations());
      before = following.get();
      versionsBefore += before.versions();
      follow(sources);
    }
    before.close();
    var late = needRestart(settings);
    if (late.isEmpty()) log.info("the configuration was read again and holds");
    else log.warn("the configuration was read again and holds; {} with the next start", late);
  }

  // What belongs to the port, or to the process.
  private List<String> needRestart(AltoSettings settings) {
    var late = new ArrayList<String>();
    if (!settings.endpoint().listen().equals(begun.endpoint().listen())) late.add("listen");
    if (!settings.endpoint().tls().equals(begun.endpoint().tls())) late.add("tls");
    if (!settings.endpoint().limits().equals(begun.endpoint().limits())) late.add("limits");
    if (!settings.observe().equals(begun.observe())) late.add("observe");
    var file = settings.operations().requests().file();
    if (!file.equals(begun.operations().requests().file())) late.add("request-log.file");
    return late;
  }

  private static WebSettings web(AltoSettings.Endpoint endpoint) {
    try {
      return new WebSettings(
          address(endpoint.listen()), endpoint.tls().map(AltoService::tls), endpoint.limits());
    } catch (IllegalArgumentException e) {
      throw new ConfigException(String.valueOf(e.getMessage()));
    }
  }

  private static WebSettings.Tls tls(AltoSettings.Tls tls) {
    var trust = FileTrust.read(new FileTrust.Sources(tls.authorities(), List.of(), List.of()));
    return new WebSettings.Tls(
        OwnKeys.read(tls.key(), tls.certificate()), trust.authorities(), tls.clientCertificate());
  }

  private static InetSocketAddress address(HostAndPort listen) {
    var address = new InetSocketAddress(listen.host(), listen.port());
    if (address.isUnresolved()) {
      throw new ConfigException("'listen': no address is known for " + listen.host());
    }
    return address;
  }

  private void counted() {
    metrics.counted(
        "tocsin.alto.digest.failures",
        "Requests with wrong credentials",
        digestFailures,
        LongAdder::sum);
    metrics.counted(
        "tocsin.alto.versions",
        "Versions that were published",
        this,
        each -> (double) (each.versionsBefore + each.following.get().versions()));
    metrics.gauge("tocsin.alto.pids", "PIDs of all network maps", () -> following.get().pids());
    metrics.gauge(
        "tocsin.alto.prefixes", "Prefixes of all network maps", () -> following.get().prefixes());
    counted(metrics, server.streams());
  }

  private static void counted(Metrics metrics, StreamCounts counts) {
    metrics.gauge("tocsin.alto.streams", "Update streams that are open", counts::open);
    metrics.counted(
        "tocsin.alto.stream.updates", "Updates sent in streams", counts, StreamCounts::updates);
    metrics.counted("tocsin.alto.stream.bytes", "Bytes of these", counts, StreamCounts::bytes);
    metrics.counted(
        "tocsin.alto.stream.slow",
        "Streams closed as nobody read them",
        counts,
        StreamCounts::slow);
    metrics.counted(
        "tocsin.alto.stream.refused", "Streams refused as too many", counts, StreamCounts::refused);
    metrics.counted(
        "tocsin.alto.stream.strangers",
        "Requests for the control of streams that are not there",
        counts,
        StreamCounts::strangers);
  }

  private Optional<ObserveServer> observe(AltoSettings settings) {
    var port = settings.observe().metricsPort();
    if (port.isEmpty()) return Optional.empty();
    // Who serves the last good version is ready; why it is not the latest is told.
    var health =
        new Health()
            .noted("sources", () -> refused.or(following.get()::problem))
            .noted("maintenance", operations.doorkeeper()::notice);
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port.getAsInt());
    return Optional.of(ObserveServer.start(address, metrics, health));
  }

  /// Where it listens, with the real port.
  public InetSocketAddress local() {
    return server.local();
  }

  /// Where metrics and health are served.
  public Optional<InetSocketAddress> observed() {
    return observe.map(ObserveServer::local);
  }

  @Override
  public void close() {
    observe.ifPresent(ObserveServer::close);
    synchronized (this) {
      isClosed = true;
    }
    following.get().close();
    server.close();
    operations.close();
    metrics.close();
  }
}
