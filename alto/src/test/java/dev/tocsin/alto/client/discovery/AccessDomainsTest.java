// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AccessDomainsTest {

  @Test
  void takesTheAccessDomainBeforeTheDomainOfALease() {
    assertThat(
            AccessDomains.in(
                List.of(
                    "lease {",
                    "  interface \"eth0\";",
                    "  option domain-name \"hosts.example.org\";",
                    "  option unknown-213 6:61:63:63:65:73:73:7:65:78:61:6d:70:6c:65:3:6e:65:74:0;",
                    "}")))
        .contains("access.example.net");
  }

  @Test
  void takesTheDomainOfTheLastLeaseWhereThereIsNoOther() {
    assertThat(
            AccessDomains.in(
                List.of(
                    "lease {",
                    "  option domain-name \"old.example\";",
                    "}",
                    "lease {",
                    "  option domain-name \"new.example\";",
                    "}")))
        .contains("new.example");
  }

  @Test
  void readsTheNamesOfThoseWhoKnowTheOption() {
    assertThat(AccessDomains.in(List.of("  option v4-access-domain \"a.example\";")))
        .contains("a.example");
    assertThat(AccessDomains.in(List.of("  option dhcp6.v6-access-domain b.example;")))
        .contains("b.example");
  }

  @Test
  void readsLeasesOfNetworkd() {
    assertThat(AccessDomains.in(List.of("ADDRESS=192.0.2.7", "DOMAINNAME=hosts.example.org")))
        .contains("hosts.example.org");
    assertThat(
            AccessDomains.in(
                List.of("DOMAINNAME=hosts.example.org", "OPTION_213=036e6574076578616d706c6500")))
        .contains("net.example");
  }

  @Test
  void findsNothingInWhatIsDamaged() {
    assertThat(
            AccessDomains.in(
                List.of(
                    "", "option unknown-213 ff:61;", "OPTION_213=7f6e", "option domain-name ;")))
        .isEmpty();
  }
}
