// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.data.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.CertificateOrder;
import dev.tocsin.base.identity.KeyKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientTlsTest {

  @Test
  void offersAuthenticatedEncryptionOnly() {
    var authority =
        CertificateAuthority.create("test", KeyKind.P256, Duration.ofDays(1), Instant.now());
    var names = new CertificateOrder.Names(List.of("client"), List.of(), List.of());
    var order =
        new CertificateOrder("client", CertificateOrder.Role.CLIENT, names, Duration.ofDays(1));
    var own = authority.issue(order, KeyKind.P256, Instant.now());
    var tls = new ClientTls(own, List.of(authority.certificate()), "server");

    var offered = tls.parameters(tls.context());

    assertThat(offered.getProtocols()).containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
    // The last is a signal that secure renegotiation is known, not a suite.
    assertThat(offered.getCipherSuites())
        .contains("TLS_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")
        .allMatch(suite -> suite.matches(".*_(GCM|CHACHA20)_.*|TLS_EMPTY_RENEGOTIATION_INFO_SCSV"));
  }
}
