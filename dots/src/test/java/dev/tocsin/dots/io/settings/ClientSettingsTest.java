// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.config.ConfigFile;
import dev.tocsin.base.identity.Fingerprints;
import dev.tocsin.base.identity.SharedSecret;
import dev.tocsin.base.identity.SharedSecrets;
import dev.tocsin.base.net.PortRange;
import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.client.ClientParameters;
import dev.tocsin.dots.core.client.ClientParameters.Timings;
import dev.tocsin.dots.triggers.thresholds.Measure;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.SessionConfig.Parameter;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientSettingsTest {

  private static final String LEAST =
      """
      servers: [{host: 192.0.2.1}]
      keys: {pre-shared-keys: psk, pre-shared-identity: router}
      requests: [{name: web, prefixes: 198.51.100.1}]
      """;

  @TempDir Path folder;

  @Test
  void expectsNoInterfaceInACertificate() throws Exception {
    var settings = read(LEAST.replace("192.0.2.1", "'fe80::1%eth0'"));

    assertThat(settings.servers().getFirst().host()).isEqualTo("fe80::1%eth0");
    assertThat(settings.servers().getFirst().expectedName()).isEqualTo("fe80::1");
  }

  @Test
  void readsTheExample() {
    var settings = ClientSettings.read(Path.of("../docs/examples/client.yaml"));

    assertThat(settings.servers().get(0).expectedName()).isEqualTo("dots.provider.example");
    assertThat(settings.servers().get(1).transports()).containsExactly(TransportKind.TLS);
    assertThat(settings.folders().control()).isEqualTo(Path.of("/run/tocsin/client.sock"));
    var web = settings.agent().requests().getFirst().request();
    assertThat(web.scope().ports()).containsExactly(PortRange.of(80), PortRange.of(443));
    assertThat(web.scope().protocols()).containsExactly(6, 17);
    assertThat(web.lifetimeSeconds()).isEqualTo(3_600);
    var all = settings.agent().requests().getLast().request();
    assertThat(all.lifetimeSeconds()).isEqualTo(MitigationRequest.INDEFINITE);
    assertThat(all.triggerMitigation()).isFalse();
    assertThat(settings.triggers().getFirst().measures())
        .containsExactlyInAnyOrder(Measure.PACKETS_PER_SECOND, Measure.HALF_OPEN);
    assertThat(settings.agent().session().orElseThrow().mitigating().heartbeatInterval())
        .isEqualTo(Parameter.of(15));
  }

  @Test
  void readsTheLeastThatIsNeeded() {
    var settings = ClientSettings.read(Path.of("../docs/examples/client-psk.yaml"));

    assertThat(settings.servers().getFirst().port()).isEqualTo(4646);
    assertThat(settings.servers().getFirst().transports())
        .containsExactlyInAnyOrder(TransportKind.DTLS, TransportKind.TLS);
    assertThat(settings.agent().session()).isEmpty();
    assertThat(settings.agent().timings()).isEqualTo(Timings.DEFAULT);
    assertThat(settings.identity().clientIdentifier()).isEqualTo(Fingerprints.cuid("cafe-router"));
  }

  @Test
  void tellsTheAgentWhatWasConfigured() {
    var settings = read(LEAST + "path-mtu: 1500\ncuid: mine\n");

    var parameters = settings.parameters(settings.identity().clientIdentifier());

    assertThat(parameters.cuid()).isEqualTo("mine");
    assertThat(parameters.payloadBytes()).isEqualTo(ClientParameters.PAYLOAD_BYTES + 220);
    assertThat(parameters.named()).isEqualTo(settings.agent().requests());
    assertThat(settings.transport().pathMtu()).isEqualTo(1_500);
    assertThat(parameters.servers().getFirst().name()).isEqualTo("192.0.2.1:4646");
  }

  @Test
  void findsItsOwnPreSharedKeyAmongOthers() {
    var file = folder.resolve("psk");
    SharedSecrets.add(file, new SharedSecret("other", new byte[16]), false);
    var mine = SharedSecrets.generate("router");
    SharedSecrets.add(file, mine, false);
    var settings = ConfigFile.parse(folder.resolve("client.yaml"), LEAST, ClientSettings::read);

    assertThat(settings.identity().secret().map(SharedSecret::identity))
        .isEqualTo(Optional.of("router"));
    assertThat(settings.identity().secret().orElseThrow().secret()).isEqualTo(mine.secret());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          pre-shared-keys: psk,       | ``                        | its key is missing
          keys: {pre-shared-keys: psk, pre-shared-identity: router} | keys: {key: k} | no server could prove who it is
          keys: {pre-shared-keys: psk, pre-shared-identity: router} \
            | keys: {trusted-authorities: ca} | the client could not prove who it is
          [{host: 192.0.2.1}]         | []                        | expected at least one
          host: 192.0.2.1             | host: 192.0.2.1, port: 0  | a whole number from 1 to 65535
          host: 192.0.2.1             | host: a, transports: [quic] | one of dtls, tls, found 'quic'
          prefixes: 198.51.100.1      | ports: 80                 | the request protects nothing
          name: web                   | name: web, lifetime: 0s   | 'indefinite' or a duration
          name: web                   | name: web, protocols: tpc | a whole number from 0 to 255, found 'tpc'
          name: web                   | name: web, ports: 9-1     | 'ports'
          requests:                   | timing: {reconnect: 5s}\\nrequests: | a duration from 1m to 1d, found '5s'
          requests:                   \
            | triggers: [{request: x, interface: eth0}]\\nrequests: | the name of a request in this file
          requests:                   | cuid: a/b\\nrequests:     | letters, digits
          requests:                   \
            | session: {idle: {ack-random-factor: 0.5}}\\nrequests: | a number from 1.0 to 100.0
          """)
  void refusesWhatCannotWork(String part, String wrong, String complaint) {
    var text = LEAST.replace(part, wrong == null ? "" : wrong.replace("\\n", "\n"));
    assertThat(text).isNotEqualTo(LEAST);

    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(complaint)
        .message()
        .matches("(?s)(client\\.yaml:\\d+:\\d+: [^\n]+\n?)+");
  }

  @Test
  void namesARequestOnlyOnce() {
    var twice =
        LEAST.replace("]\n", "]\n").replace("[{name: web", "[{name: web, names: a}, {name: web");

    assertThatThrownBy(() -> read(twice)).hasMessageContaining("a name that no other request has");
  }

  @Test
  void refusesASocketPathThatTheSystemCannotHold() {
    var text = LEAST + "control-socket: /" + "x".repeat(120) + "\n";

    assertThatThrownBy(() -> read(text)).hasMessageContaining("107 bytes");
  }

  private static ClientSettings read(String text) {
    return ConfigFile.parse(Path.of("client.yaml"), text, ClientSettings::read);
  }
}
