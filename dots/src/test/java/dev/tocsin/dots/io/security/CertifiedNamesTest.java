// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.CertificateOrder;
import dev.tocsin.base.identity.CertificateOrder.Names;
import dev.tocsin.base.identity.CertificateOrder.Role;
import dev.tocsin.base.identity.KeyKind;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertifiedNamesTest {

  private static final X509Certificate CERTIFICATE =
      certificate(List.of("server.example"), List.of("192.0.2.1", "2001:db8::1"));

  private static X509Certificate certificate(List<String> names, List<String> addresses) {
    var day = Duration.ofDays(1);
    var authority = CertificateAuthority.create("authority", KeyKind.P256, day, Instant.now());
    var order =
        new CertificateOrder("cn", Role.SERVER, new Names(names, addresses, List.of()), day);
    return authority.issue(order, KeyKind.P256, Instant.now()).chain().getFirst();
  }

  @Test
  void takesItsNamesAndAddresses() {
    assertThat(CertifiedNames.include(CERTIFICATE, "server.example")).isTrue();
    assertThat(CertifiedNames.include(CERTIFICATE, "Server.Example")).isTrue();
    assertThat(CertifiedNames.include(CERTIFICATE, "192.0.2.1")).isTrue();
  }

  @Test
  void takesAnIpv6AddressHoweverItIsWritten() {
    assertThat(CertifiedNames.include(CERTIFICATE, "2001:db8::1")).isTrue();
    assertThat(CertifiedNames.include(CERTIFICATE, "2001:DB8:0:0:0:0:0:1")).isTrue();
    assertThat(CertifiedNames.include(CERTIFICATE, "[2001:db8::1]")).isTrue();
  }

  @Test
  void refusesOthersWithoutFailing() {
    assertThat(CertifiedNames.include(CERTIFICATE, "other.example")).isFalse();
    assertThat(CertifiedNames.include(CERTIFICATE, "192.0.2.2")).isFalse();
    assertThat(CertifiedNames.include(CERTIFICATE, "2001:db8::2")).isFalse();
    assertThat(CertifiedNames.include(CERTIFICATE, "")).isFalse();
  }
}
