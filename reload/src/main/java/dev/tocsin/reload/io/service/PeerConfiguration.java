// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.service;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.config.ConfigFile;
import dev.tocsin.base.config.Kind;
import dev.tocsin.base.config.Section;
import dev.tocsin.base.identity.KeyFiles;
import dev.tocsin.base.identity.Pem;
import dev.tocsin.base.identity.PrivateFile;
import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.base.observe.ObserveSettings;
import dev.tocsin.reload.core.chord.ChordParameters;
import dev.tocsin.reload.core.peer.PeerParameters.Role;
import dev.tocsin.reload.core.security.Credentials;
import dev.tocsin.reload.core.security.OverlayTrust;
import dev.tocsin.reload.core.security.PeerCertificate;
import dev.tocsin.reload.core.usage.CertificateStore;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.core.usage.PrivateKinds;
import dev.tocsin.reload.io.discovery.OverlayFile;
import dev.tocsin.reload.io.link.LinkCredentials;
import dev.tocsin.reload.io.link.LinkLimits;
import dev.tocsin.reload.io.peer.PeerFolder;
import dev.tocsin.reload.io.peer.PeerSettings;
import dev.tocsin.reload.wire.config.Access;
import dev.tocsin.reload.wire.config.Dht;
import dev.tocsin.reload.wire.config.OverlayConfiguration;
import dev.tocsin.reload.wire.config.Security;
import dev.tocsin.reload.wire.config.Usages;
import dev.tocsin.reload.wire.data.Model;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.ConnectData;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A peer's configuration. Every key stands in `docs/running.md` with its unit and reason.
///
/// @param file that it was read from
/// @param document what holds for the overlay
public record PeerConfiguration(
    Path file,
    OverlayConfiguration document,
    Role role,
    Secrets secrets,
    Where where,
    List<dev.tocsin.reload.core.usage.Kind> kinds,
    Path stateFolder,
    ObserveSettings observe) {

  private static final int METRICS_PORT = 9649;
  private static final HostAndPort LISTEN = new HostAndPort("127.0.0.1", ConnectData.RELOAD);
  private static final Duration EXPIRATION = Duration.ofDays(1);

  public PeerConfiguration {
    kinds = List.copyOf(kinds);
  }

  /// Which files prove that it belongs to the overlay; one of them.
  ///
  /// @param keys folder of `tocsin reload enroll`
  /// @param sharedKey file of mode 0600 whose first line is the key
  /// @param password file of mode 0600 whose first line is the password
  public record Secrets(Optional<Path> keys, Optional<Path> sharedKey, Optional<Path> password) {}

  /// Addresses.
  ///
  /// @param advertise as others reach it; empty for where it listens
  /// @param bootstrap whom to ask, besides those that the document names
  public record Where(
      HostAndPort listen, List<HostAndPort> advertise, List<HostAndPort> bootstrap) {

    public Where {
      advertise = List.copyOf(advertise);
      bootstrap = List.copyOf(bootstrap);
    }
  }

  /// @throws ConfigException with every mistake and its line
  public static PeerConfiguration read(Path file) {
    return ConfigFile.read(file, PeerConfiguration::read);
  }

  private static PeerConfiguration read(Section root) {
    var overlay = root.string("overlay").required();
    var document = root.path("document").optional();
    var periods = periods(root);
    return new PeerConfiguration(
        root.file(),
        document.map(file -> of(file, overlay)).orElseGet(() -> bare(overlay, periods)),
        root.choice("role", Role.class).orDefault(Role.PEER),
        secrets(root.section("credentials")),
        where(root),
        root.each("kinds", PeerConfiguration::kind),
        root.path("state-folder", "state"),
        ObserveSettings.read(root.section("observe"), METRICS_PORT));
  }

  // Without a document; in one it says so itself.
  private static Dht periods(Section root) {
    var least = Duration.ofSeconds(1);
    var most = Duration.ofDays(1);
    var usual = ChordParameters.Recovery.DRAFT;
    var update = root.duration("update-every", least, most).orDefault(usual.updateEvery());
    var ping = root.duration("ping-every", least, most).orDefault(usual.pingEvery());
    return Dht.CHORD.withPeriods(update, ping);
  }

  private static OverlayConfiguration of(Path file, String name) {
    try {
      return OverlayFile.read(file)
          .overlay(name)
          .orElseThrow(
              () -> new ConfigException(file, "tells nothing of the overlay '" + name + "'"));
    } catch (UncheckedIOException e) {
      throw new ConfigException(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static OverlayConfiguration bare(String name, Dht dht) {
    var access = new Access(new Security.SharedKey(), List.of(), List.of());
    return new OverlayConfiguration(name, EXPIRATION, dht, Usages.NONE, access, Optional.empty());
  }

  private static Secrets secrets(Section section) {
    return new Secrets(
        section.path("keys").optional(),
        section.path("shared-key").optional(),
        section.path("password").optional());
  }

  private static Where where(Section root) {
    var contact = Kind.address(ConnectData.RELOAD);
    return new Where(
        root.value("listen", contact).orDefault(LISTEN),
        root.list("advertise", contact).orDefault(List.of()),
        root.list("bootstrap", contact).orDefault(List.of()));
  }

  private static dev.tocsin.reload.core.usage.Kind kind(Section section) {
    var numbers = Kind.integer(PrivateKinds.FIRST, PrivateKinds.LAST);
    return PrivateKinds.kind(
        section.value("number", numbers).required(),
        section.string("name").required(),
        section.choice("model", Model.class).required());
  }

  /// Where the peer's control socket is.
  public Path control() {
    return stateFolder.resolve("control.sock");
  }

  /// What the peer is made of; reads its secrets.
  ///
  /// @throws ConfigException if they are missing, or are not those of the overlay at this time
  public PeerSettings settings(Instant now) {
    var dht = document.dht();
    if (!dht.name().equals(Dht.CHORD.name())) {
      throw new ConfigException(
          file, "the overlay's DHT is '%s', known is %s".formatted(dht.name(), Dht.CHORD.name()));
    }
    var chord =
        ChordParameters.DRAFT.withPeriods(
            dht.updateEvery().orElse(ChordParameters.Recovery.DRAFT.updateEvery()),
            dht.pingEvery().orElse(ChordParameters.Recovery.DRAFT.pingEvery()));
    var credentials = credentials(now);
    var peer =
        credentials instanceof LinkCredentials.Certified(var own, _)
            ? own.peer()
            : new PeerFolder(stateFolder).identity();
    return new PeerSettings(
        document.name(),
        credentials,
        peer,
        PeerSettings.Shape.of(role, known()).with(chord),
        network(),
        stateFolder);
  }

  // US-1: "required-usage".
  private Kinds known() {
    Kinds known;
    try {
      known = Kinds.of(new CertificateStore(document.name()), new PrivateKinds(kinds));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(file, "'kinds': " + e.getMessage(), e);
    }
    var missing = known.missing(document.usages().required());
    if (missing.isEmpty()) return known;
    throw new ConfigException(
        file, "the overlay requires usages that are not known here: " + String.join(", ", missing));
  }

  private PeerSettings.Network network() {
    var bootstrap = new ArrayList<InetSocketAddress>();
    for (var each : where.bootstrap) bootstrap.add(resolved("bootstrap", each));
    for (var each : document.access().peers()) bootstrap.add(resolved("document", each));
    var advertise = new ArrayList<InetSocketAddress>();
    for (var each : where.advertise) advertise.add(resolved("advertise", each));
    var listen = resolved("listen", where.listen);
    return new PeerSettings.Network(listen, advertise, bootstrap, LinkLimits.DEFAULT);
  }

  private InetSocketAddress resolved(String key, HostAndPort place) {
    var address = new InetSocketAddress(place.host(), place.port());
    if (!address.isUnresolved()) return address;
    throw new ConfigException(file, "'" + key + "': no address is known for " + place.host());
  }

  private LinkCredentials credentials(Instant now) {
    return switch (document.access().security()) {
      case Security.Certificates(var roots, _) ->
          certified(new OverlayTrust(document.name(), roots, false), now);
      case Security.SharedKey _ -> shared();
    };
  }

  // EB-5, EB-9.
  private LinkCredentials certified(OverlayTrust trust, Instant now) {
    var files =
        KeyFiles.in(
            secrets.keys.orElseThrow(
                () ->
                    new ConfigException(
                        file,
                        "expected 'credentials: {keys: FOLDER}': peers of %s need certificates"
                                .formatted(trust.overlay())
                            + "; 'tocsin reload enroll' gets one")),
            "peer");
    if (!Files.exists(files.certificate())) {
      throw new ConfigException(
          files.certificate(), "is missing; 'tocsin reload enroll' gets a certificate");
    }
    var certificate =
        PeerCertificate.of(Pem.certificates(files.certificate()).getFirst(), trust.overlay());
    refusal(certificate, trust, now)
        .ifPresent(
            why -> {
              throw new ConfigException(files.certificate(), why);
            });
    var key = Pem.privateKey(files.key());
    if (!key.publicKey().equals(certificate.certificate().getPublicKey())) {
      throw new ConfigException(files.key(), "is not the key of " + files.certificate());
    }
    Id peer = certificate.peers().getFirst();
    return new LinkCredentials.Certified(
        new Credentials(key.privateKey(), certificate, peer), trust);
  }

  private static Optional<String> refusal(
      PeerCertificate certificate, OverlayTrust trust, Instant now) {
    if (certificate.peers().isEmpty()) {
      return Optional.of("names no peer of " + trust.overlay());
    }
    if (!OverlayTrust.isValid(certificate, now)) {
      var shown = certificate.certificate();
      return Optional.of(
          "is valid from %s to %s, and it is %s; 'tocsin reload enroll --renew' gets a new one"
              .formatted(shown.getNotBefore().toInstant(), shown.getNotAfter().toInstant(), now));
    }
    return trust.refusal(certificate).map(why -> "is refused: " + why);
  }

  private LinkCredentials shared() {
    var overlay = document.name();
    if (secrets.sharedKey.isPresent() && secrets.password.isEmpty()) {
      var key = PrivateFile.firstLine(secrets.sharedKey.get()).strip();
      return new LinkCredentials.Shared(overlay, key.getBytes(StandardCharsets.UTF_8));
    }
    if (secrets.password.isPresent() && secrets.sharedKey.isEmpty()) {
      return new LinkCredentials.Password(
          overlay, PrivateFile.firstLine(secrets.password.get()).strip());
    }
    throw new ConfigException(
        file,
        "expected 'credentials:' with either shared-key or password: all peers of %s hold one"
            .formatted(overlay));
  }
}
