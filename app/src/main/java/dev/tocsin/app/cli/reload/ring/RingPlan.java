// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.ring;

import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.CertificateOrder;
import dev.tocsin.base.identity.CertificateOrder.Names;
import dev.tocsin.base.identity.CertificateOrder.Role;
import dev.tocsin.base.identity.KeyFiles;
import dev.tocsin.base.identity.KeyKind;
import dev.tocsin.base.identity.PrivateFile;
import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.reload.wire.config.Access;
import dev.tocsin.reload.wire.config.Dht;
import dev.tocsin.reload.wire.config.OverlayConfiguration;
import dev.tocsin.reload.wire.config.OverlayDocument;
import dev.tocsin.reload.wire.config.Security;
import dev.tocsin.reload.wire.config.Usages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// The files of an overlay on one machine: what operators of a real one write themselves.
///
/// @param peers configurations of its peers, the founder's first
/// @param isShared whether they have one key instead of certificates
record RingPlan(Path folder, List<Path> peers, boolean isShared) {

  static final String OVERLAY = "ring.example";
  static final String USER = "alice";

  private static final String HOST = "127.0.0.1";
  private static final int ENROLMENT_PORT = 8443;
  private static final int PEER_PORT = 6084;
  private static final int PORTS_MAX = 2_000;
  private static final int SECRET_BYTES = 16;
  private static final Duration VALIDITY = Duration.ofDays(365);
  private static final Duration EXPIRATION = Duration.ofDays(1);
  private static final Duration UPDATE_EVERY = Duration.ofSeconds(10);
  private static final Duration PING_EVERY = Duration.ofSeconds(30);

  RingPlan {
    peers = List.copyOf(peers);
  }

  /// Those of before, or new ones.
  ///
  /// @throws IllegalArgumentException if something else is in the folder
  static RingPlan in(Path folder, int peers, boolean isShared) {
    try {
      if (Files.exists(configuration(folder, 1))) return found(folder);
      refuseWhatExists(folder);
      Files.createDirectories(folder);
      return new Making(folder, isShared).ring(peers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RingPlan found(Path folder) {
    var peers = new ArrayList<Path>();
    for (int i = 1; Files.exists(configuration(folder, i)); i++) {
      peers.add(configuration(folder, i));
    }
    return new RingPlan(folder, peers, Files.exists(folder.resolve("shared-key")));
  }

  private static void refuseWhatExists(Path folder) throws IOException {
    if (!Files.exists(folder)) return;
    try (var files = Files.list(folder)) {
      if (files.findAny().isPresent()) {
        throw new IllegalArgumentException(
            folder + " is neither empty nor of a quickstart; it overwrites nothing");
      }
    }
  }

  private static Path configuration(Path folder, int number) {
    return folder.resolve("peer-" + number).resolve("peer.yaml");
  }

  /// Where the state of a peer is, with its control socket.
  static Path state(Path configuration) {
    return configuration.resolveSibling("state");
  }

  /// Where a peer has its key and certificate.
  static Path keys(Path configuration) {
    return configuration.resolveSibling("keys");
  }

  Path enrolment() {
    return folder.resolve("enroll.yaml");
  }

  Path authority() {
    return folder.resolve("ca").resolve("ca.pem");
  }

  Path document() {
    return folder.resolve("overlay.xml");
  }

  Path password() {
    return folder.resolve("password");
  }

  /// Writes them.
  private record Making(Path folder, boolean isShared) {

    RingPlan ring(int count) throws IOException {
      var ports = new ArrayList<Integer>();
      int next = PEER_PORT;
      for (int i = 0; i < count; i++) {
        ports.add(free(next));
        next = ports.getLast() + 1;
      }
      var peers = new ArrayList<Path>();
      for (int i = 1; i <= count; i++) {
        peers.add(configuration(folder, i));
        Files.createDirectories(peers.getLast().getParent());
      }
      var plan = new RingPlan(folder, peers, isShared);
      if (isShared) secret(folder.resolve("shared-key"));
      else enrolment(plan, ports.getFirst());
      // Last of all: by them a folder of before is known.
      for (int i = count; i >= 1; i--) {
        Files.writeString(peers.get(i - 1), peer(i, ports.get(i - 1), ports.getFirst()));
      }
      return plan;
    }

    private static void secret(Path file) {
      byte[] secret = new byte[SECRET_BYTES];
      new SecureRandom().nextBytes(secret);
      var text = HexFormat.of().formatHex(secret) + "\n";
      PrivateFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    private void enrolment(RingPlan plan, int founder) throws IOException {
      var now = InstantSource.system().instant();
      var root = CertificateAuthority.create(OVERLAY, KeyKind.P256, VALIDITY, now);
      root.save(folder.resolve("ca"), false);
      server(root, now);
      secret(plan.password());
      int port = free(ENROLMENT_PORT);
      var server = URI.create("https://" + HOST + ":" + port + "/p2psip/credentials");
      var security = new Security.Certificates(List.of(root.certificate()), List.of(server));
      var access = new Access(security, List.of(new HostAndPort(HOST, founder)), List.of());
      var overlay =
          new OverlayConfiguration(
              OVERLAY,
              EXPIRATION,
              Dht.CHORD.withPeriods(UPDATE_EVERY, PING_EVERY),
              Usages.NONE,
              access,
              Optional.empty());
      Files.write(plan.document(), OverlayDocument.of(overlay).write());
      Files.writeString(
          plan.enrolment(),
          """
          # An enrolment server; docs/running.md explains every key.
          overlay: %s
          listen: %s:%d
          tls: {certificate: server/server.pem, key: server/server-key.pem}
          authority: ca
          document: overlay.xml
          state-folder: enrolment
          certificates: {devices: 100, per-hour: 1000}
          observe: {metrics: false, log: {level: error}}
          """
              .formatted(OVERLAY, HOST, port));
    }

    // EB-2: the server's certificate is for the overlay's name.
    private void server(CertificateAuthority root, Instant now) {
      var names = new Names(List.of(OVERLAY), List.of(HOST), List.of());
      var order = new CertificateOrder("server", Role.SERVER, names, VALIDITY);
      var own = root.issue(order, KeyKind.P256, now);
      KeyFiles.in(folder.resolve("server"), "server").write(own, false);
    }

    private String peer(int number, int port, int founder) {
      var role = number == 1 ? "founder" : "peer";
      var specific =
          isShared
              ? """
              credentials: {shared-key: ../shared-key}
              bootstrap: ["%s:%d"]
              update-every: %ds
              ping-every: %ds
              """
                  .formatted(HOST, founder, UPDATE_EVERY.toSeconds(), PING_EVERY.toSeconds())
              : """
              document: ../overlay.xml
              credentials: {keys: keys}
              """;
      return """
      # A peer; docs/running.md explains every key.
      overlay: %s
      role: %s
      listen: %s:%d
      %sstate-folder: state
      kinds:
        - {number: 15728641, name: note, model: single}
        - {number: 15728642, name: log, model: array}
        - {number: 15728643, name: contact, model: dictionary}
      observe: {metrics: false, log: {level: error}}
      """
          .formatted(OVERLAY, role, HOST, port, specific);
    }

    // For TCP and for UDP.
    private static int free(int from) throws IOException {
      for (int port = from; port < from + PORTS_MAX; port++) {
        var address = new InetSocketAddress(InetAddress.getByName(HOST), port);
        try (var tcp = new ServerSocket();
            var _ = new DatagramSocket(address)) {
          tcp.bind(address);
          return port;
        } catch (IOException e) {
          // Somebody else's.
          continue;
        }
      }
      throw new IOException("no port from " + from + " on is free");
    }
  }
}
