// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.settings;

import dev.tocsin.base.config.ByteSize;
import dev.tocsin.base.config.ConfigFile;
import dev.tocsin.base.config.Kind;
import dev.tocsin.base.config.Section;
import dev.tocsin.base.http.WebSettings;
import dev.tocsin.base.http.WebSettings.ClientCertificate;
import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.base.observe.ObserveSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// An ALTO server's configuration. Every key stands in `docs/running.md` with its unit and reason.
///
/// @param maps the first is the default network map
public record AltoSettings(
    Endpoint endpoint,
    SourceSettings sources,
    List<MapSettings> maps,
    Updates updates,
    ObserveSettings observe) {

  private static final int METRICS_PORT = 9647;
  private static final Duration DAY = Duration.ofDays(1);

  /// @param tls files of the server's own key and of whom clients' certificates come from; absent
  ///   for plain HTTP
  public record Endpoint(HostAndPort listen, Optional<Tls> tls, WebSettings.Limits limits) {}

  public record Tls(
      Path certificate, Path key, List<Path> authorities, ClientCertificate clientCertificate) {
    public Tls {
      authorities = List.copyOf(authorities);
    }
  }

  /// @param look how often files are looked at
  /// @param least time between two versions: what is published does not follow the load of the
  ///   moment (RFC 6708 AR 13)
  public record Updates(Duration look, Duration least) {}

  public AltoSettings {
    maps = List.copyOf(maps);
  }

  /// @throws dev.tocsin.base.config.ConfigException with every mistake and its line
  public static AltoSettings read(Path file) {
    return ConfigFile.read(file, AltoSettings::read);
  }

  static AltoSettings read(Section root) {
    var sources = SourceSettings.read(root.section("sources"));
    boolean hasTopology = sources.topology().isPresent();
    var maps = root.named("maps", (id, section) -> MapSettings.read(id, section, hasTopology));
    if (!root.has("maps")) root.complain("maps", "expected at least one network map");
    if (sources.files().isEmpty()) {
      root.complain("sources", "expected 'prefixes' or a 'topology': nothing is known otherwise");
    }
    return new AltoSettings(
        endpoint(root),
        sources,
        List.copyOf(maps.values()),
        updates(root.section("updates")),
        ObserveSettings.read(root.section("observe"), METRICS_PORT));
  }

  private static Endpoint endpoint(Section root) {
    var listen = root.value("listen", Kind.address(-1)).required();
    var section = root.section("tls");
    Optional<Tls> tls =
        root.has("tls")
            ? Optional.of(
                new Tls(
                    section.path("certificate").required(),
                    section.path("key").required(),
                    section.paths("trusted-authorities").orDefault(List.of()),
                    section
                        .choice("client-certificate", ClientCertificate.class)
                        .orDefault(ClientCertificate.IGNORED)))
            : Optional.empty();
    return new Endpoint(listen, tls, limits(root.section("limits")));
  }

  private static WebSettings.Limits limits(Section section) {
    var usual = WebSettings.Limits.DEFAULT;
    return new WebSettings.Limits(
        (int)
            section
                .size("body")
                .check(size -> size.bytes() >= 1_024 && size.bytes() <= 1 << 30, "1 KiB to 1 GiB")
                .orDefault(new ByteSize(usual.bodyBytesMax()))
                .bytes(),
        usual.headerBytesMax(),
        section.integer("connections", 1, 1_000_000).orDefault(usual.connectionsMax()),
        section.integer("connections-per-source", 1, 1_000_000).orDefault(usual.perSourceMax()),
        section.integer("requests", 1, 100_000).orDefault(usual.requestsMax()),
        section.duration("idle", Duration.ofSeconds(1), DAY).orDefault(usual.idleMax()),
        section.duration("body-time", Duration.ofSeconds(1), DAY).orDefault(usual.bodyTimeMax()));
  }

  private static Updates updates(Section section) {
    return new Updates(
        section.duration("look", Duration.ofMillis(100), DAY).orDefault(Duration.ofSeconds(5)),
        section.duration("least", Duration.ZERO, DAY).orDefault(Duration.ofSeconds(30)));
  }
}
