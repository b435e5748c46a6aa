// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.config.ConfigFile;
import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy;
import dev.tocsin.dots.core.server.Domain.Credential;
import dev.tocsin.dots.core.server.Domain.Limits;
import dev.tocsin.dots.core.server.Domain.OnOverlap;
import dev.tocsin.dots.core.server.Domain.Policy;
import dev.tocsin.dots.core.server.Node;
import dev.tocsin.dots.core.server.ServerParameters;
import dev.tocsin.dots.core.server.policy.MitigatorChoice;
import dev.tocsin.dots.core.server.policy.Widths;
import dev.tocsin.dots.io.security.ServerLimits;
import dev.tocsin.dots.wire.SessionConfig.Parameter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerSettingsTest {

  private static final String LEAST =
      """
      keys: {pre-shared-keys: psk}
      mitigators: {edge: {type: none}}
      domains:
        - name: acme
          psk-identities: [router]
          prefixes: [192.0.2.0/24]
      """;

  @Test
  void readsTheExample() {
    var settings = ServerSettings.read(Path.of("../docs/examples/server.yaml"));

    assertThat(settings.endpoint().dtls())
        .containsExactly(new HostAndPort("192.0.2.1", 4646), new HostAndPort("2001:db8::1", 4646));
    assertThat(settings.endpoint().keys().certificate().orElseThrow())
        .isAbsolute()
        .endsWithRaw(Path.of("docs/examples/keys/server.crt"));
    assertThat(settings.mitigators().keySet()).containsExactly("edge", "upstream", "scrubber");
    assertThat(settings.mitigators().get("edge").type()).isEqualTo(MitigatorType.NFTABLES);
    assertThat(settings.observe().audit().sync()).isTrue();
    var acme = settings.domains().getFirst();
    assertThat(acme.identities())
        .containsExactly(new Credential.CertificateName("dots.acme.example"));
    assertThat(acme.owns(Prefix.parse("198.51.100.7"))).isTrue();
    assertThat(acme.mitigatorNames()).containsExactly("edge");
    assertThat(acme.limits()).isEqualTo(new Limits(20, 1_000, 1_000));
    assertThat(acme.policy().lifetimes().max()).isEqualTo(Duration.ofHours(12));
    assertThat(acme.policy().lifetimes().allowIndefinite()).isFalse();
    var cafe = settings.domains().getLast();
    assertThat(cafe.identities()).containsExactly(new Credential.PskIdentity("cafe-router"));
    assertThat(cafe.policy().onOverlap()).isEqualTo(OnOverlap.KEEP_BOTH);
    assertThat(cafe.policy().admission().widest()).isEqualTo(new Widths(29, 0));
    assertThat(cafe.mitigatorNames()).containsExactly("edge", "scrubber", "upstream");
    assertThat(cafe.mitigators().getFirst())
        .isEqualTo(
            new MitigatorChoice(
                List.of("edge", "scrubber"),
                new MitigatorChoice.Condition(
                    Optional.empty(),
                    new Widths(32, 0),
                    List.of(6, 17),
                    Optional.of(true),
                    List.of())));
  }

  @Test
  void refusesAPlainListBesideChoicesAndAChoiceOfNobody() {
    var text =
        LEAST
            + "    mitigators: [edge]\n"
            + "    mitigator-choices: [{use: []}, {use: [nobody]}, {use: edge}]\n";

    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("has no meaning beside 'mitigator-choices'")
        .hasMessageContaining("name at least one of")
        .hasMessageContaining("found 'nobody'");
  }

  @Test
  void listensOnLoopbackUnlessToldTo() {
    var endpoint = read(LEAST).endpoint();

    var loopback =
        java.util.List.of(new HostAndPort("127.0.0.1", 4646), new HostAndPort("::1", 4646));
    assertThat(endpoint.dtls()).isEqualTo(loopback);
    assertThat(endpoint.tls()).isEqualTo(loopback);
  }

  @Test
  void takesTheDefaultsOfTheRfc() {
    var settings = read(LEAST);

    var offer = settings.parameters().sessions().negotiation().offer();
    assertThat(offer.idle()).isEqualTo(offer.mitigating());
    assertThat(offer.idle().heartbeatInterval()).isEqualTo(Parameter.within(15, 30, 240));
    assertThat(offer.idle().missingHbAllowed()).isEqualTo(Parameter.within(3, 15, 20));
    assertThat(offer.idle().maxRetransmit()).isEqualTo(Parameter.within(2, 3, 15));
    assertThat(offer.idle().ackTimeout()).isEqualTo(Parameter.within(100, 200, 3000));
    assertThat(offer.idle().ackRandomFactor()).isEqualTo(Parameter.within(110, 150, 400));
    assertThat(offer.idle().probingRate()).isEqualTo(Parameter.within(5, 5, 20));
    assertThat(settings.domains().getFirst().policy()).isEqualTo(Policy.DEFAULT);
    assertThat(settings.domains().getFirst().limits()).isEqualTo(Limits.DEFAULT);
    assertThat(settings.endpoint().limits()).isEqualTo(ServerLimits.defaults());
    assertThat(settings.parameters()).isEqualTo(ServerParameters.DEFAULT);
  }

  @Test
  void readsSessionBounds() {
    var text =
        LEAST
            + "session: {heartbeat-interval: {min: 1s, default: 2s}, ack-timeout: {min: 250ms}}\n";

    var idle = read(text).parameters().sessions().negotiation().offer().idle();

    assertThat(idle.heartbeatInterval()).isEqualTo(Parameter.within(1, 2, 240));
    assertThat(idle.ackTimeout()).isEqualTo(Parameter.within(25, 200, 3000));
  }

  @Test
  void readsHowACustomersMitigationsAreEnforced() {
    var text =
        LEAST
            + "    policy: {scoped: {packets-per-second: 500},"
            + " bare: {packets-per-second: 20, penalty: 0s, syn: off}}\n";

    var policy = read(text).domains().getFirst().policy().enforcement();

    assertThat(policy.scoped()).hasValue(new EnforcementPolicy.Scoped.Limit(500, 500));
    assertThat(policy.bare())
        .isEqualTo(
            new EnforcementPolicy.Bare(
                OptionalInt.of(20),
                OptionalInt.of(40),
                Optional.of(Duration.ZERO),
                Optional.of(new EnforcementPolicy.SynProtection.Off())));
  }

  @Test
  void handsAMitigatorItsOwnSection() {
    var text =
        LEAST.replace("{type: none}", "{type: exec, settings: {command: /bin/true, speed: 3}}");

    var section = read(text).mitigators().get("edge").settings();

    assertThat(section.string("command").required()).isEqualTo("/bin/true");
    assertThatThrownBy(section::end)
        .hasMessageContaining("server.yaml:2:")
        .hasMessageContaining("'speed'");
  }

  @Test
  void isNotStartedWithoutAuthentication() {
    var open = LEAST.replace("keys: {pre-shared-keys: psk}", "keys: {}");

    assertThatThrownBy(() -> read(open))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "server.yaml:1:1: 'keys': no client could prove who it is, and a server without"
                + " authentication is not started")
        .hasMessageContaining("the server could not prove who it is");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          psk-identities: [router]   | other: 1                   | nobody can speak for this domain
          psk-identities             | certificate-names          | 'keys' has no trusted-authorities
          psk-identities: [router]   | key-fingerprints: [abc]    | 43 characters of base64url
          prefixes: [192.0.2.0/24]   | names: []                  | the domain owns nothing
          192.0.2.0/24               | 192.0.2.1/24               | :6:
          192.0.2.0/24               | 192.0.2.0/2999999999       | :6:
          name: acme                 | name: a b                  | letters, digits
          {type: none}               | {type: iptables}           | , none, found 'iptables'
          {type: none}               | {}                         | 'type' is missing here
          edge                       | Edge_1                     | no name for a mitigator
          mitigators: {edge: {type: none}} | #                    | expected at least one; its type may be 'none'
          psk-identities             | psk-identity               | did you mean 'psk-identities'
          name: acme                 | name: acme\\n    mitigators: [x] | expected a name under 'mitigators'
          domains:                   | listen: {dtls: [], tls: []}\\ndomains: | the server would listen nowhere
          domains:                   | listen: {dtls: "1.2.3.4:99999"}\\ndomains: | 'dtls'
          domains:                   \
            | session: {heartbeat-interval: {default: 5s}}\\ndomains: | expected min ≤ default ≤ max
          domains:                   | session: {heartbeat-interval: {default: 30500ms}}\\ndomains: | whole seconds
          domains:                   | observe: {port: 70000}\\ndomains: | a whole number from 0 to 65535
          keys: {                    | keys: {certificate: c,     | its private key is missing
          name: acme \
            | name: acme\\n    policy: {scoped: {action: drop, burst: 3}} \
            | :5:37: 'burst': has no meaning beside 'action: drop'
          name: acme \
            | name: acme\\n    policy: {scoped: {action: limit}} | :5:22: 'packets-per-second': a limit needs it
          name: acme \
            | name: acme\\n    policy: {scoped: {burst: 9}} | 'packets-per-second': a limit needs it
          name: acme \
            | name: acme\\n    policy: {scoped: {action: limit, packets-per-second: 0}} | a whole number from 1
          name: acme \
            | name: acme\\n    policy: {scoped: {action: reject}} | one of drop, limit, found 'reject'
          name: acme \
            | name: acme\\n    policy: {bare: {syn: off, syn-per-second: 3}} | has no meaning beside 'syn: off'
          name: acme \
            | name: acme\\n    policy: {bare: {syn: limit}} | 'syn-per-second': a limit needs it
          name: acme                 | name: acme\\n    policy: {bare: {penalty: -1s}} | 'penalty'
          """)
  void refusesWhatCannotWork(String part, String wrong, String complaint) {
    var text = LEAST.replace(part, wrong.replace("\\n", "\n"));
    assertThat(text).isNotEqualTo(LEAST);

    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(complaint)
        .message()
        .matches("(?s)(server\\.yaml:\\d+:\\d+: [^\n]+\n?)+");
  }

  @Test
  void noCredentialBelongsToTwoCustomers() {
    var twice =
        LEAST
            + """
              - name: other
                psk-identities: [router]
                prefixes: [198.51.100.0/24]
              - name: acme
                psk-identities: [third]
                prefixes: [203.0.113.0/24]
            """;

    assertThatThrownBy(() -> read(twice))
        .hasMessageContaining(":8:5: 'psk-identities': is already taken by the domain 'acme'")
        .hasMessageContaining(":10:5: 'name': is already taken by the domain 'acme'");
  }

  @Test
  void anUnknownTypeOfMitigatorIsOneComplaint() {
    var text =
        LEAST
            .replace("{type: none}", "{type: iptables}")
            .replace("prefixes", "mitigators: [edge]\n    prefixes");

    assertThatThrownBy(() -> read(text))
        .message()
        .startsWith("server.yaml:2:27: 'type': expected one of nftables, ")
        .endsWith(", none, found 'iptables'")
        .hasLineCount(1);
  }

  @Test
  void aBrokenCustomerDoesNotHideTheMistakesOfOthers() {
    var text = LEAST.replace("name: acme", "nam: acme") + "  - {name: b, prefixes: [x]}\n";

    assertThatThrownBy(() -> read(text))
        .hasMessageContaining("'name' is missing here; is it 'nam'?")
        .hasMessageContaining("'x' is not a prefix");
  }

  private static ServerSettings read(String text) {
    return ConfigFile.parse(Path.of("server.yaml"), text, ServerSettings::read);
  }

  @Test
  void readsTheExampleOfAServerAmongSeveral() {
    var settings = ServerSettings.read(Path.of("../docs/examples/server-postgresql.yaml"));

    assertThat(settings.node()).isEqualTo(new Node("north", Set.of("edge")));
  }

  @Test
  void readsADatabaseThatSeveralServersShare() {
    var settings =
        read(
            LEAST
                + "store: {type: postgresql, url: 'jdbc:postgresql://db.example:5432/tocsin',"
                + " user: tocsin, password-file: password, node: north-1}\n");

    var shared = settings.folders().shared().orElseThrow();
    assertThat(shared.url()).isEqualTo("jdbc:postgresql://db.example:5432/tocsin");
    assertThat(shared.user()).isEqualTo("tocsin");
    assertThat(shared.passwordFile().orElseThrow()).isAbsolute().hasFileName("password");
    assertThat(settings.node()).isEqualTo(new Node("north-1", Set.of()));
    assertThat(read(LEAST).node()).isEqualTo(Node.ONLY);
  }

  @Test
  void ofSeveralServersEachHasItsOwnHostLocalMitigators() {
    var settings =
        read(
            """
            keys: {pre-shared-keys: psk}
            mitigators:
              edge: {type: nftables}
              script: {type: exec}
              shared-script: {type: exec, host-local: false}
              routes: {type: gobgp}
              own-routes: {type: gobgp, host-local: true}
            store: {type: postgresql, url: 'jdbc:postgresql://db/tocsin', user: tocsin, node: n}
            """);

    assertThat(settings.node().local()).containsExactlyInAnyOrder("edge", "script", "own-routes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{type: postgresql} | 'url': is missing: where is the database? jdbc:postgresql://HOST:PORT/DATABASE",
        "{type: postgresql, url: 'jdbc:postgresql://db/t'} | 'user': is missing: as which of the database's roles?",
        "{type: postgresql, url: 'jdbc:postgresql://db/t', user: u} | 'node': is missing: a name for this server that no other one on the database has",
        "{type: postgresql, url: 'postgresql://db/t', user: u, node: n} | 'url': expected jdbc:postgresql://HOST:PORT/DATABASE, found 'postgresql://db/t'",
        "{type: postgresql, url: 'jdbc:postgresql://db/t?password=x', user: u, node: n} | 'url': holds a user or a password: they belong in 'user', 'password-file'",
        "{type: postgresql, url: 'jdbc:postgresql://u:x@db/t', user: u, node: n} | 'url': holds a user or a password: they belong in 'user', 'password-file'",
        "{type: postgresql, url: 'jdbc:postgresql://db/t', user: u, node: a b} | expected at most 63 letters, digits, dots and hyphens, found a b",
        "{node: n} | 'node': needs 'type: postgresql' beside it",
        "{type: oracle} | sqlite",
      })
  void saysWhatIsWrongWithAStoreAndWhere(String store, String message) {
    assertThatThrownBy(() -> read(LEAST + "store: " + store + "\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("server.yaml:7:")
        .hasMessageContaining(message);
  }

  @Test
  void refusesAFilterOfTheKernelThatIsSaidToBeShared() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    keys: {pre-shared-keys: psk}
                    mitigators: {edge: {type: nftables, host-local: false}}
                    """))
        .hasMessageContaining("nftables always filters on the server's own host");
  }
}
