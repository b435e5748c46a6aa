// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.enrolment.service;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.http.WebSettings;
import dev.tocsin.base.http.WebSettings.ClientCertificate;
import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.OwnKeys;
import dev.tocsin.base.observe.Health;
import dev.tocsin.base.observe.Metrics;
import dev.tocsin.base.observe.ObserveServer;
import dev.tocsin.reload.io.discovery.OverlayFile;
import dev.tocsin.reload.io.enrolment.OverlayAuthority;
import dev.tocsin.reload.io.enrolment.server.EnrolmentServer;
import dev.tocsin.reload.io.enrolment.server.EnrolmentServer.Keeping;
import dev.tocsin.reload.io.enrolment.server.Published;
import dev.tocsin.reload.wire.config.OverlayDocument;
import dev.tocsin.reload.wire.config.Security;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An enrolment server as a configuration file describes it, with its metrics.
public final class EnrolmentService implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EnrolmentService.class);

  private final EnrolmentSettings settings;
  private final OverlayAuthority authority;
  private final EnrolmentServer server;
  private final Metrics metrics = new Metrics().withProcess();
  private Optional<ObserveServer> observe = Optional.empty();

  private EnrolmentService(
      EnrolmentSettings settings, OverlayAuthority authority, EnrolmentServer server) {
    this.settings = settings;
    this.authority = authority;
    this.server = server;
  }

  /// Listens when it returns.
  ///
  /// @throws ConfigException if a file is missing or wrong
  /// @throws dev.tocsin.base.store.StoreException if another process has the state folder
  public static EnrolmentService start(EnrolmentSettings settings) {
    var root = CertificateAuthority.load(settings.files().authority());
    var authority = new OverlayAuthority(root, settings.overlay());
    var published = published(settings, authority);
    var server =
        EnrolmentServer.start(
            authority,
            settings.terms(),
            new Keeping(settings.stateFolder(), settings.observe().audit()),
            published,
            web(settings),
            InstantSource.system());
    var service = new EnrolmentService(settings, authority, server);
    try {
      service.counted();
      return service;
    } catch (RuntimeException e) {
      service.close();
      throw e;
    }
  }

  private static Published published(EnrolmentSettings settings, OverlayAuthority authority) {
    var file = settings.files().document();
    var document = document(file);
    var overlay =
        document
            .overlay(settings.overlay())
            .orElseThrow(
                () ->
                    new ConfigException(
                        file, "tells nothing of the overlay '" + settings.overlay() + "'"));
    // EB-5, EB-9: otherwise nobody would ask here, or believe what he gets.
    switch (overlay.access().security()) {
      case Security.SharedKey _ ->
          throw new ConfigException(file, "expected a credential-server and a root-cert");
      case Security.Certificates(var roots, var servers) -> {
        if (!roots.contains(authority.authority().certificate())) {
          throw new ConfigException(
              file, "has no root-cert of the authority in " + settings.files().authority());
        }
        if (servers.isEmpty()) throw new ConfigException(file, "expected a credential-server");
      }
    }
    return Published.of(document);
  }

  private static OverlayDocument document(Path file) {
    try {
      return OverlayFile.read(file);
    } catch (UncheckedIOException e) {
      throw new ConfigException(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static WebSettings web(EnrolmentSettings settings) {
    var key = OwnKeys.read(settings.files().key(), settings.files().certificate());
    var listen = settings.listen();
    var address = new InetSocketAddress(listen.host(), listen.port());
    if (address.isUnresolved()) {
      throw new ConfigException("'listen': no address is known for " + listen.host());
    }
    var tls = new WebSettings.Tls(key, List.of(), ClientCertificate.IGNORED);
    return new WebSettings(address, Optional.of(tls), WebSettings.Limits.DEFAULT);
  }

  private void counted() {
    metrics.counted(
        "tocsin.enrolment.issued",
        "Certificates that were issued",
        server,
        EnrolmentServer::issued);
    metrics.counted(
        "tocsin.enrolment.refused",
        "Wishes of users that were refused",
        server,
        EnrolmentServer::refused);
    metrics.counted(
        "tocsin.enrolment.logins.failed",
        "Requests with wrong credentials",
        server,
        EnrolmentServer::failedLogins);
    var port = settings.observe().metricsPort();
    if (port.isEmpty()) return;
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port.getAsInt());
    observe = Optional.of(ObserveServer.start(address, metrics, new Health()));
  }

  /// Reads the overlay's document again; if it is wrong, that of before holds.
  public void reload() {
    try {
      server.publish(published(settings, authority));
      log.info("the overlay's document was read again and is shown");
    } catch (ConfigException e) {
      log.error("the overlay's document of before is shown: {}", e.getMessage());
    }
  }

  /// Where it listens, with the real port.
  public InetSocketAddress local() {
    return server.local();
  }

  @Override
  public void close() {
    observe.ifPresent(ObserveServer::close);
    server.close();
    metrics.close();
  }
}
