// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.KeyKind;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;

/// Requests and answers of the credential server as bytes.
class CertificationRequestTest {

  private static final int BITS_MAX = 4_096;
  private static final KeyPair PAIR = pair("RSA", 2048);

  private static KeyPair pair(String algorithm, int bits) {
    try {
      var generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] request() {
    return CertificationRequest.write(
            PAIR, List.of("alice@test.example"), List.of("reload://0110@test.example/"))
        .toArray();
  }

  private static byte[] signed(KeyPair pair, String algorithm)
      throws OperatorCreationException, java.io.IOException {
    return new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=x"), PAIR.getPublic())
        .build(new JcaContentSignerBuilder(algorithm).build(pair.getPrivate()))
        .getEncoded();
  }

  private static void assertNoRequest(byte[] der, String why) {
    assertThatThrownBy(() -> CertificationRequest.read(der, BITS_MAX))
        .isInstanceOf(WireException.class)
        .hasMessageContaining(why);
  }

  @Test
  void saysAgainWhatWasWritten() {
    assertThat(CertificationRequest.read(request(), BITS_MAX))
        .isEqualTo(
            new CertificationRequest(
                PAIR.getPublic(),
                List.of("alice@test.example"),
                List.of("reload://0110@test.example/")));
    var bare = CertificationRequest.write(PAIR, List.of(), List.of()).toArray();
    assertThat(CertificationRequest.read(bare, BITS_MAX).users()).isEmpty();
  }

  @Test
  void believesOnlyWhoHasTheKey() throws Exception {
    assertNoRequest(signed(pair("RSA", 2048), "SHA256withRSA"), "is not by the key");
    assertNoRequest(signed(PAIR, "SHA1withRSA"), "RSA with SHA-256, found 1.2.840.113549.1.1.5");
  }

  @Test
  void takesKeysOfRsaOfABoundedLength() throws Exception {
    var curve = pair("EC", 256);
    var request =
        new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=x"), curve.getPublic())
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(curve.getPrivate()));

    assertNoRequest(request.getEncoded(), "expected a key of RSA, found 1.2.840.10045.2.1");
    assertThatThrownBy(() -> CertificationRequest.read(request(), 2_047))
        .hasMessageContaining("at most 2047 bits");
  }

  @Test
  void failsInOneWayWhateverComes() {
    var request = request();
    var longer = Arrays.copyOf(request, request.length + 1);
    assertNoRequest(longer, "expected one PKCS #10 request");
    assertNoRequest(new byte[0], "PKCS #10");
    assertNoRequest("-----BEGIN CERTIFICATE REQUEST-----".getBytes(), "PKCS #10");
    for (int length = 1; length < request.length; length += 7) {
      assertNoRequest(Arrays.copyOf(request, length), "PKCS #10");
    }
    var random = new Random(7);
    for (int i = 0; i < 300; i++) {
      var damaged = request.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
      assertThatThrownBy(() -> CertificationRequest.read(damaged, BITS_MAX))
          .isInstanceOf(WireException.class);
    }
  }

  @Test
  void putsCertificatesTogetherAndTakesThemApart() throws Exception {
    var now = Instant.parse("2026-01-01T00:00:00Z");
    var authority = CertificateAuthority.create("ca", KeyKind.P256, Duration.ofDays(1), now);
    var der = Bytes.of(authority.certificate().getEncoded());

    var answer = CertificatesOnly.write(List.of(der)).toArray();

    assertThat(CertificatesOnly.read(answer)).containsExactly(der);
    for (int length = 0; length < answer.length; length += 11) {
      var cut = Arrays.copyOf(answer, length);
      assertThatThrownBy(() -> CertificatesOnly.read(cut)).isInstanceOf(WireException.class);
    }
  }
}
