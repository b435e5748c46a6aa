// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.CertificateOrder;
import dev.tocsin.base.identity.CertificateOrder.Names;
import dev.tocsin.base.identity.CertificateOrder.Role;
import dev.tocsin.base.identity.KeyKind;
import java.security.cert.CertPath;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.californium.elements.util.CertPathUtil;
import org.junit.jupiter.api.Test;

class BelievedChainsTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final BelievedChains chains = new BelievedChains(now::get);
  private final CertPath shown = issued();

  private static CertPath issued() {
    var authority =
        CertificateAuthority.create("authority", KeyKind.P256, Duration.ofDays(10), START);
    var order =
        new CertificateOrder(
            "client.example",
            Role.CLIENT,
            new Names(List.of(), List.of(), List.of()),
            Duration.ofDays(1));
    return CertPathUtil.generateCertPath(authority.issue(order, KeyKind.P256, START).chain());
  }

  @Test
  void knowsAChainThatWasFoundGood() {
    // given
    chains.add(shown, true, shown);

    // when
    var found = chains.find(shown, true);

    // then
    assertThat(found).contains(shown);
  }

  @Test
  void doesNotTakeAClientsChainForAServers() {
    // given
    chains.add(shown, true, shown);

    // when
    var found = chains.find(shown, false);

    // then
    assertThat(found).isEmpty();
  }

  @Test
  void doesNotBelieveAnExpiredCertificateOnceMore() {
    // given
    chains.add(shown, true, shown);

    // when
    now.set(START.plus(Duration.ofDays(1)).plusSeconds(1));

    // then
    assertThat(chains.find(shown, true)).isEmpty();
  }
}
