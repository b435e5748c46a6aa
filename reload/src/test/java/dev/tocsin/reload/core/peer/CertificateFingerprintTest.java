// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.reload.core.security.PeerCertificate;
import dev.tocsin.reload.io.link.Enrolled;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CertificateFingerprintTest {

  private static final Enrolled ENROLLED = Enrolled.overlay();
  private static final PeerCertificate ONE = ENROLLED.peer(Town.id(1)).own().certificate();
  private static final PeerCertificate OTHER = ENROLLED.peer(Town.id(2)).own().certificate();

  private static String hash(String function) throws Exception {
    var digest = MessageDigest.getInstance(function).digest(ONE.certificate().getEncoded());
    return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
  }

  // RFC 4572 §5.
  @Test
  void isTheHashOfTheWholeCertificate() throws Exception {
    assertThat(CertificateFingerprint.of(ONE)).isEqualTo("sha-256 " + hash("SHA-256"));
  }

  // IC-8, R-23.
  @Test
  void fitsItsCertificateOnlyByAKnownFunction() throws Exception {
    assertThat(CertificateFingerprint.matches(CertificateFingerprint.of(ONE), ONE)).isTrue();
    assertThat(CertificateFingerprint.matches("SHA-1 " + hash("SHA-1").toLowerCase(), ONE))
        .isTrue();
    assertThat(CertificateFingerprint.matches("sha-512 " + hash("SHA-512"), ONE)).isTrue();

    assertThat(CertificateFingerprint.matches(CertificateFingerprint.of(ONE), OTHER)).isFalse();
    assertThat(CertificateFingerprint.matches("md5 " + hash("MD5"), ONE)).isFalse();
    assertThat(CertificateFingerprint.matches("sha-1 " + hash("SHA-256"), ONE)).isFalse();
    assertThat(CertificateFingerprint.matches("sha-256", ONE)).isFalse();
    assertThat(CertificateFingerprint.matches("", ONE)).isFalse();
  }
}
