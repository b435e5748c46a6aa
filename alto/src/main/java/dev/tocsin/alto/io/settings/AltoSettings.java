// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.settings;

import dev.tocsin.alto.io.operations.OperationSettings;
import dev.tocsin.alto.io.stream.StreamLimits;
import dev.tocsin.base.config.ByteSize;
import dev.tocsin.base.config.ConfigFile;
import dev.tocsin.base.config.Kind;
import dev.tocsin.base.config.Section;
import dev.tocsin.base.http.WebSettings;
import dev.tocsin.base.http.WebSettings.ClientCertificate;
import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.base.observe.ObserveSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// An ALTO server's configuration. Every key stands in `docs/running.md` with its unit and reason.
public record AltoSettings(
    Endpoint endpoint,
    SourceSettings sources,
    Resources resources,
    Updates updates,
    StreamLimits streams,
    AccessSettings access,
    OperationSettings operations,
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

  /// What is served.
  ///
  /// @param maps the first is the default network map
  /// @param delegations directories of other servers, by resource id
  public record Resources(
      List<MapSettings> maps, List<PropertySettings> properties, Map<String, URI> delegations) {
    public Resources {
      maps = List.copyOf(maps);
      properties = List.copyOf(properties);
      delegations = Collections.unmodifiableMap(new LinkedHashMap<>(delegations));
    }
  }

  public List<MapSettings> maps() {
    return resources.maps();
  }

  public List<PropertySettings> properties() {
    return resources.properties();
  }

  /// Every file that versions are made of.
  public Set<Path> files() {
    var files = new LinkedHashSet<>(sources.files());
    for (var each : properties()) files.add(each.table().file());
    for (var map : maps()) {
      for (var each : map.measured()) files.add(each.table().file());
    }
    return files;
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
    if (sources.isEmpty()) {
      root.complain("sources", "expected 'prefixes' or a 'topology': nothing is known otherwise");
    }
    return new AltoSettings(
        endpoint(root),
        sources,
        new Resources(
            List.copyOf(maps.values()),
            List.copyOf(
                root.named(
                        "properties",
                        (id, section) -> PropertySettings.read(id, section, root.names("maps")))
                    .values()),
            root.values("delegations", AltoSettings::directory)),
        updates(root.section("updates")),
        streams(root.section("streams")),
        AccessSettings.read(root, List.copyOf(maps.keySet())),
        OperationSettings.read(root),
        ObserveSettings.read(root.section("observe"), METRICS_PORT));
  }

  private static URI directory(String text) {
    var uri = URI.create(text);
    boolean isWeb = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
    if (isWeb && uri.getHost() != null && uri.getUserInfo() == null && uri.getFragment() == null) {
      return uri;
    }
    throw new IllegalArgumentException(
        "expected the address of a directory without a user, such as https://alto.example.net/");
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

  private static StreamLimits streams(Section section) {
    var usual = StreamLimits.DEFAULT;
    return new StreamLimits(
        section.integer("max", 0, 1_000_000).orDefault(usual.streamsMax()),
        section.integer("per-client", 1, 1_000_000).orDefault(usual.perClientMax()),
        section.integer("substreams", 1, 10_000).orDefault(usual.substreamsMax()),
        section.duration("keep-alive", Duration.ofSeconds(1), DAY).orDefault(usual.keepAlive()),
        section.duration("slow", Duration.ofSeconds(1), DAY).orDefault(usual.slowMax()));
  }

  private static Updates updates(Section section) {
    return new Updates(
        section.duration("look", Duration.ofMillis(100), DAY).orDefault(Duration.ofSeconds(5)),
        section.duration("least", Duration.ZERO, DAY).orDefault(Duration.ofSeconds(30)));
  }
}
