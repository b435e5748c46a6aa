// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.identity.CertificateOrder.Names;
import dev.tocsin.base.identity.CertificateOrder.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CertificateAuthorityTest {

  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
  private static final Names NONE = new Names(List.of(), List.of(), List.of());

  @TempDir private Path folder;

  private final CertificateAuthority authority =
      CertificateAuthority.create("Root", KeyKind.P256, Duration.ofDays(10), NOW);

  @ParameterizedTest
  @EnumSource
  void certifiesKeysOfEveryKind(KeyKind kind) {
    var own = authority.issue(order("client1", Role.CLIENT, NONE), kind, NOW);

    assertThat(own.chain()).hasSize(1);
    assertThat(own.chain().getFirst().getPublicKey()).isEqualTo(own.publicKey());
    assertThatCode(() -> validate(own.chain().getFirst())).doesNotThrowAnyException();
  }

  @Test
  void certifiesWithAnRsaKeyToo() {
    var rsa = CertificateAuthority.create("Root", KeyKind.RSA3072, Duration.ofDays(1), NOW);
    var issued = rsa.issue(order("client1", Role.CLIENT, NONE), KeyKind.P256, NOW);

    assertThatCode(() -> issued.chain().getFirst().verify(rsa.certificate().getPublicKey()))
        .doesNotThrowAnyException();
  }

  @Test
  void givesServersAndClientsTheirOwnPurposeOnly() throws Exception {
    var server = authority.issue(order("s", Role.SERVER, NONE), KeyKind.P256, NOW);
    var client = authority.issue(order("c", Role.CLIENT, NONE), KeyKind.P256, NOW);

    assertThat(server.chain().getFirst().getExtendedKeyUsage())
        .containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(client.chain().getFirst().getExtendedKeyUsage())
        .containsExactly("1.3.6.1.5.5.7.3.2");
    assertThat(client.chain().getFirst().getBasicConstraints()).isEqualTo(-1);
    assertThat(client.chain().getFirst().getKeyUsage()).startsWith(true, false, false);
    assertThat(authority.certificate().getBasicConstraints()).isZero();
  }

  @Test
  void putsEveryNameIntoTheCertificate() {
    var names =
        new Names(
            List.of("dots.example", "*.dots.example"),
            List.of("192.0.2.1", "2001:db8::1"),
            List.of("coaps://dots.example/"));
    var own = authority.issue(order("server", Role.SERVER, names), KeyKind.P256, NOW);

    var identity = PeerIdentities.of(own.chain());

    assertThat(identity.subject()).isEqualTo("CN=server");
    assertThat(identity.names())
        .containsExactly(
            "dots.example", "*.dots.example", "192.0.2.1", "2001:db8::1", "coaps://dots.example/");
    assertThat(identity.fingerprint()).isEqualTo(Fingerprints.of(own.publicKey()));
  }

  @Test
  void takesTheCommonNameAsDnsNameWhereThereIsNoOther() {
    var plain = authority.issue(order("client1", Role.CLIENT, NONE), KeyKind.P256, NOW);
    var words = authority.issue(order("Client One", Role.CLIENT, NONE), KeyKind.P256, NOW);

    assertThat(PeerIdentities.of(plain.chain()).names()).containsExactly("client1");
    assertThat(PeerIdentities.of(words.chain()).names()).isEmpty();
  }

  @Test
  void neverOutlivesItself() {
    var order = new CertificateOrder("c", Role.CLIENT, NONE, Duration.ofDays(365));

    var issued = authority.issue(order, KeyKind.P256, NOW).chain().getFirst();

    assertThat(issued.getNotAfter()).isEqualTo(authority.certificate().getNotAfter());
  }

  @Test
  void refusesToCertifyAfterItsEnd() {
    var later = NOW.plus(Duration.ofDays(10));

    assertThatThrownBy(() -> authority.issue(order("c", Role.CLIENT, NONE), KeyKind.P256, later))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("ended at 2026-03-11T00:00:00Z");
  }

  @Test
  void givesEveryCertificateAnotherSerialNumber() {
    var order = order("c", Role.CLIENT, NONE);

    var one = authority.issue(order, KeyKind.P256, NOW).chain().getFirst().getSerialNumber();
    var two = authority.issue(order, KeyKind.P256, NOW).chain().getFirst().getSerialNumber();

    assertThat(one).isNotEqualTo(two).isPositive();
    assertThat(one.bitLength()).isGreaterThanOrEqualTo(64).isLessThanOrEqualTo(159);
  }

  @Test
  void isTheSameAfterItWasSavedAndLoaded() throws Exception {
    var home = folder.resolve("a/ca");
    authority.save(home, false);

    var loaded = CertificateAuthority.load(home);
    var issued = loaded.issue(order("c", Role.CLIENT, NONE), KeyKind.P256, NOW);

    assertThat(loaded.certificate()).isEqualTo(authority.certificate());
    assertThatCode(() -> validate(issued.chain().getFirst())).doesNotThrowAnyException();
    assertThat(mode(home)).isEqualTo("rwx------");
    assertThat(mode(home.resolve("ca-key.pem"))).isEqualTo("rw-------");
    try (var files = Files.list(home)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("ca.pem", "ca-key.pem");
    }
  }

  @Test
  void replacesNothingUnlessForced() throws Exception {
    authority.save(folder, false);
    var before = Files.readString(folder.resolve("ca-key.pem"));
    var other = CertificateAuthority.create("Other", KeyKind.P256, Duration.ofDays(1), NOW);

    assertThatThrownBy(() -> other.save(folder, false))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("exists already");
    assertThat(Files.readString(folder.resolve("ca-key.pem"))).isEqualTo(before);

    other.save(folder, true);
    assertThat(CertificateAuthority.load(folder).certificate()).isEqualTo(other.certificate());
  }

  @Test
  void refusesACertificateThatIsNoAuthoritys() {
    var own = authority.issue(order("ca", Role.CLIENT, NONE), KeyKind.P256, NOW);
    KeyFiles.in(folder, "ca").write(own, false);

    assertThatThrownBy(() -> CertificateAuthority.load(folder))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("expected the certificate of an authority");
  }

  @Test
  void refusesAKeyThatIsNotTheCertificates() throws Exception {
    authority.save(folder, false);
    var other = folder.resolve("other");
    CertificateAuthority.create("Other", KeyKind.P256, Duration.ofDays(1), NOW).save(other, false);
    Files.copy(
        other.resolve("ca-key.pem"),
        folder.resolve("ca-key.pem"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    assertThatThrownBy(() -> CertificateAuthority.load(folder))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is not for the key in");
  }

  @Test
  void refusesAChainOutOfOrder() {
    var own = authority.issue(order("c", Role.CLIENT, NONE), KeyKind.P256, NOW);
    var other = CertificateAuthority.create("Other", KeyKind.P256, Duration.ofDays(1), NOW);
    var chain = List.of(own.chain().getFirst(), other.certificate());
    var files = KeyFiles.in(folder, "c");
    files.write(new OwnKey(own.privateKey(), own.publicKey(), chain), false);

    assertThatThrownBy(() -> OwnKeys.read(files.key(), files.certificate()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("expected certificate 2 to be that of 'CN=Root'");
  }

  @Test
  void keepsTheAuthoritysCertificateBesideWhatItIssued() {
    var files = KeyFiles.in(folder, "c");
    files.write(authority.issue(order("c", Role.CLIENT, NONE), KeyKind.P256, NOW), false);
    files.writeAuthority(authority.certificate(), false);
    var again = files.writeAuthority(authority.certificate(), false);
    var other = CertificateAuthority.create("Other", KeyKind.P256, Duration.ofDays(1), NOW);

    assertThat(Pem.certificates(again)).containsExactly(authority.certificate());
    assertThatThrownBy(() -> files.writeAuthority(other.certificate(), false))
        .isInstanceOf(ConfigException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../x", "a/b", ".hidden", "-x", "a b"})
  void refusesNamesThatAreNoFileNames(String name) {
    assertThatThrownBy(() -> KeyFiles.in(folder, name))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "-a.example", "a..example", "a.example/"})
  void refusesWhatIsNoDnsName(String name) {
    assertThatThrownBy(() -> new Names(List.of(name), List.of(), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + name + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.3", "192.0.2.0/24", "dots.example", "::1%lo"})
  void refusesWhatIsNoAddress(String address) {
    assertThatThrownBy(() -> new Names(List.of(), List.of(address), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + address + "'");
  }

  private static CertificateOrder order(String name, Role role, Names names) {
    return new CertificateOrder(name, role, names, Duration.ofDays(1));
  }

  private void validate(X509Certificate certificate) throws GeneralSecurityException {
    var anchor = new TrustAnchor(authority.certificate(), null);
    var parameters = new PKIXParameters(Set.of(anchor));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(NOW));
    var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate));
    CertPathValidator.getInstance("PKIX").validate(path, parameters);
  }

  private static String mode(Path file) throws java.io.IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
