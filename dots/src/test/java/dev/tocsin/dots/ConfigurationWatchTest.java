// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.server.Change;
import dev.tocsin.dots.core.server.Customer;
import dev.tocsin.dots.io.settings.ServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationWatchTest {

  @TempDir Path folder;
  private List<Customer> own;
  private ConfigurationWatch watch;

  @BeforeEach
  void configure() throws IOException {
    own = customers("192.0.2.0/24");
    watch = new ConfigurationWatch(() -> own);
  }

  private List<Customer> customers(String prefix) throws IOException {
    var yaml =
        """
        keys: {pre-shared-keys: psk}
        mitigators: {edge: {type: none}}
        domains: [{name: acme, psk-identities: [router], prefixes: ["%s"]}]
        """;
    var file = folder.resolve("server.yaml");
    Files.writeString(file, yaml.formatted(prefix));
    return ServerSettings.read(file).customers();
  }

  @Test
  void isContentWithWhatStandsInTheOwnFileAtAnotherPlace() {
    var elsewhere = Customer.configured(own.getFirst().domain(), "south.yaml:7");

    watch.changed("south", List.of(new Change.PutDomain(elsewhere)));

    assertThat(watch.problem()).isEmpty();
  }

  @Test
  void namesADomainThatAnotherNodeHasOtherwiseUntilTheOwnFileIsReadAgain() throws IOException {
    var other = customers("198.51.100.0/24");

    watch.changed("south", List.of(new Change.PutDomain(other.getFirst())));

    assertThat(watch.problem()).contains("node south has another configuration of domain acme");
    own = other;
    assertThat(watch.problem()).isEmpty();
  }

  @Test
  void namesADomainThatAnotherNodeHasTakenAway() {
    watch.changed("south", List.of(new Change.RemoveDomain("acme")));
    assertThat(watch.problem()).contains("node south has another configuration of domain acme");

    watch.changed("south", List.of(new Change.PutDomain(own.getFirst())));
    assertThat(watch.problem()).isEmpty();
  }

  @Test
  void leavesManagedDomainsToThoseWhoManageThem() {
    var managed = Customer.managed(own.getFirst().domain());
    var empty = new ConfigurationWatch(List::of);

    empty.changed("south", List.of(new Change.PutDomain(managed)));
    empty.changed("south", List.of(new Change.RemoveDomain("acme")));

    assertThat(empty.problem()).isEmpty();
  }
}
