// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.identity.KeyFiles;
import dev.tocsin.base.identity.PrivateFile;
import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.reload.core.peer.PeerParameters.Role;
import dev.tocsin.reload.core.security.Credentials;
import dev.tocsin.reload.io.link.Enrolled;
import dev.tocsin.reload.io.link.LinkCredentials;
import dev.tocsin.reload.wire.config.Access;
import dev.tocsin.reload.wire.config.Dht;
import dev.tocsin.reload.wire.config.OverlayConfiguration;
import dev.tocsin.reload.wire.config.OverlayDocument;
import dev.tocsin.reload.wire.config.Security;
import dev.tocsin.reload.wire.config.Usages;
import dev.tocsin.reload.wire.id.Id;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerConfigurationTest {

  private static final Id PEER = Id.parse("10000000000000000000000000000001");
  private static final Instant NOW = Instant.now();
  private static final Path DOCS = Path.of("../docs");

  private final Enrolled enrolled = Enrolled.overlay();
  @TempDir Path folder;

  private PeerConfiguration read(String text) throws IOException {
    return PeerConfiguration.read(Files.writeString(folder.resolve("peer.yaml"), text));
  }

  private AbstractThrowableAssert<?, ?> assertRefused(String text) {
    return assertThatThrownBy(() -> read(text).settings(NOW)).isInstanceOf(ConfigException.class);
  }

  private void document(Usages usages, Dht dht) throws IOException {
    var roots = List.of(enrolled.authority().authority().certificate());
    var access =
        new Access(
            new Security.Certificates(roots, List.of()),
            List.of(new HostAndPort("127.0.0.1", 7001)),
            List.of());
    var overlay =
        new OverlayConfiguration(
            Enrolled.OVERLAY, Duration.ofDays(1), dht, usages, access, Optional.empty());
    Files.write(folder.resolve("overlay.xml"), OverlayDocument.of(overlay).write());
  }

  private void enrol(Credentials credentials) {
    var files = KeyFiles.in(folder.resolve("keys"), "peer");
    var certificate = credentials.certificate().certificate();
    files.writeKey(new KeyPair(certificate.getPublicKey(), credentials.key()));
    files.writeCertificate(certificate, true);
  }

  private static final String CERTIFIED =
      """
      overlay: ring.example
      document: overlay.xml
      credentials: {keys: keys}
      bootstrap: ["127.0.0.1:7002"]
      """;

  // EN-2, EB-4.
  @Test
  void takesWhatTheDocumentSaysAndItsOwnContactsFirst() throws Exception {
    document(
        Usages.required("CERTIFICATE"),
        Dht.CHORD.withPeriods(Duration.ofSeconds(7), Duration.ofSeconds(9)));
    enrol(enrolled.credentials(PEER, Duration.ofDays(1), NOW));

    var settings = read(CERTIFIED).settings(NOW);

    assertThat(settings.peer()).isEqualTo(PEER);
    assertThat(settings.credentials()).isInstanceOf(LinkCredentials.Certified.class);
    assertThat(settings.shape().chord().recovery().updateEvery()).hasSeconds(7);
    assertThat(settings.shape().role()).isEqualTo(Role.PEER);
    assertThat(settings.network().bootstrap())
        .extracting(InetSocketAddress::getPort)
        .containsExactly(7002, 7001);
    assertThat(settings.network().listen().getAddress().isLoopbackAddress()).isTrue();
  }

  // EB-5: "credentials are required".
  @Test
  void saysHowToGetTheCertificateThatIsMissing() throws Exception {
    document(Usages.NONE, Dht.CHORD);
    assertRefused(CERTIFIED).hasMessageContaining("'tocsin reload enroll' gets a certificate");
    assertRefused("overlay: ring.example\ndocument: overlay.xml\n")
        .hasMessageContaining("expected 'credentials: {keys: FOLDER}'");
  }

  // EB-9.
  @Test
  void refusesACertificateOfAnotherTimeAuthorityOrKey() throws Exception {
    document(Usages.NONE, Dht.CHORD);
    enrol(enrolled.credentials(PEER, Duration.ofHours(1), NOW.minus(Duration.ofDays(1))));
    assertRefused(CERTIFIED).hasMessageContaining("and it is " + NOW);

    var foreign = Enrolled.overlay().credentials(PEER, Duration.ofDays(1), NOW);
    KeyFiles.in(folder.resolve("keys"), "peer")
        .writeCertificate(foreign.certificate().certificate(), true);
    assertRefused(CERTIFIED).hasMessageContaining("no authority of this overlay issued it");

    var other = Id.parse("20000000000000000000000000000002");
    assertThat(other.hashCode() & 1).isNotEqualTo(PEER.hashCode() & 1);
    KeyFiles.in(folder.resolve("keys"), "peer")
        .writeCertificate(
            enrolled.credentials(other, Duration.ofDays(1), NOW).certificate().certificate(), true);
    assertRefused(CERTIFIED).hasMessageContaining("is not the key of");
  }

  // US-1.
  @Test
  void refusesUsagesAndRingsThatAreNotKnown() throws Exception {
    enrol(enrolled.credentials(PEER, Duration.ofDays(1), NOW));
    document(Usages.required("CERTIFICATE", "TELEPATHY"), Dht.CHORD);
    assertRefused(CERTIFIED).hasMessageContaining("not known here: TELEPATHY");
    document(Usages.NONE, Dht.named("pastry"));
    assertRefused(CERTIFIED).hasMessageContaining("the overlay's DHT is 'pastry'");
  }

  // SK-1, R-51.
  @Test
  void isTheSamePeerEachTimeWhereAllHoldOneKey() throws Exception {
    PrivateFile.write(folder.resolve("key"), "secret\n".getBytes(UTF_8));
    var text = "overlay: ring.example\ncredentials: {shared-key: key}\n";

    var first = read(text).settings(NOW);

    assertThat(first.credentials())
        .isInstanceOfSatisfying(
            LinkCredentials.Shared.class,
            shared -> assertThat(shared.key()).isEqualTo("secret".getBytes(UTF_8)));
    assertThat(read(text).settings(NOW).peer()).isEqualTo(first.peer());
    assertThat(first.toString()).doesNotContain("secret");
    assertRefused("overlay: ring.example\n").hasMessageContaining("either shared-key or password");
    assertRefused("overlay: ring.example\ncredentials: {shared-key: key, password: key}\n")
        .hasMessageContaining("either shared-key or password");
  }

  @Test
  void namesTheLineOfEachMistake() {
    assertRefused("overlay: x\nrole: chief\nkinds: [{number: 1, name: n, model: heap}]\n")
        .hasMessageContaining("peer.yaml:2")
        .hasMessageContaining("peer.yaml:3");
    assertRefused("overlay: ring.example\ndocument: none.xml\n").hasMessageContaining("none.xml");
  }

  @Test
  void theExampleIsRead() throws Exception {
    document(Usages.NONE, Dht.CHORD);
    enrol(enrolled.credentials(PEER, Duration.ofDays(1), NOW));
    var text = Files.readString(DOCS.resolve("examples/peer.yaml"));

    var configuration = read(text.replace("ring.example.net", Enrolled.OVERLAY));

    assertThat(configuration.kinds()).hasSize(1);
    assertThat(configuration.settings(NOW).network().advertised()).hasSize(1);
  }
}
