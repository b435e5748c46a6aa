// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto;

import dev.tocsin.alto.io.build.Build;
import dev.tocsin.alto.io.build.Following;
import dev.tocsin.alto.io.settings.AltoSettings;
import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.http.WebSettings;
import dev.tocsin.base.identity.FileTrust;
import dev.tocsin.base.identity.OwnKeys;
import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.base.observe.Health;
import dev.tocsin.base.observe.Metrics;
import dev.tocsin.base.observe.ObserveServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// An ALTO server as an operator runs it: makes maps of the files that the configuration names,
/// serves them, follows the files, and can be watched.
public final class AltoService implements AutoCloseable {

  private final AltoServer server;
  private final Following following;
  private final Metrics metrics;
  private final Optional<ObserveServer> observe;

  private AltoService(
      AltoServer server, Following following, Metrics metrics, Optional<ObserveServer> observe) {
    this.server = server;
    this.following = following;
    this.metrics = metrics;
    this.observe = observe;
  }

  /// Serves when it returns.
  ///
  /// @throws ConfigException if an address cannot be bound, keys cannot be read, or the
  ///   configuration offers less than RFC 7285 demands
  /// @throws dev.tocsin.alto.sources.SourceException and others as {@link Build#run}
  public static AltoService start(AltoSettings settings, Consumer<String> progress) {
    var catalog = new Build(settings).catalog();
    var complaints = catalog.complaints();
    if (!complaints.isEmpty()) throw new ConfigException(String.join("; ", complaints));
    var web = web(settings.endpoint());
    var begun = Following.begin(settings, progress);
    var server = AltoServer.start(catalog, begun.first().publication(), web);
    var following = begun.following().start(server::publish);
    var metrics = new Metrics().withProcess();
    try {
      return new AltoService(server, following, metrics, observe(settings, metrics, following));
    } catch (RuntimeException e) {
      following.close();
      server.close();
      metrics.close();
      throw e;
    }
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

  private static Optional<ObserveServer> observe(
      AltoSettings settings, Metrics metrics, Following following) {
    metrics.counted(
        "tocsin.alto.versions",
        "Versions that were published",
        following,
        each -> (double) each.versions());
    metrics.gauge("tocsin.alto.pids", "PIDs of all network maps", following::pids);
    metrics.gauge("tocsin.alto.prefixes", "Prefixes of all network maps", following::prefixes);
    var port = settings.observe().metricsPort();
    if (port.isEmpty()) return Optional.empty();
    // Who serves the last good version is ready; why it is not the latest is told.
    var health = new Health().noted("sources", following::problem);
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
    following.close();
    server.close();
    metrics.close();
  }
}
