// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.client.ClientCommand;
import dev.tocsin.dots.io.control.ControlCommands.Order;
import dev.tocsin.dots.wire.AttackStatus;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.SessionConfig;
import dev.tocsin.dots.wire.SessionConfig.Parameter;
import dev.tocsin.dots.wire.SessionConfig.ParameterSet;
import dev.tocsin.dots.wire.control.AclControl;
import dev.tocsin.dots.wire.control.ActivationType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.json.JsonMapper;

final class ControlCommandsTest {

  private static final Scope SCOPE =
      new Scope(
          List.of(Prefix.parse("192.0.2.0/24"), Prefix.parse("2001:db8::1/128")),
          List.of(PortRange.of(80), new PortRange(8000, 8080)),
          List.of(6, 17),
          List.of("www.example.com"),
          List.of("https://example.com:8443/"),
          List.of("web"));

  @SuppressWarnings("unused")
  private static final List<ClientCommand> COMMANDS =
      List.of(
          new ClientCommand.Mitigate(
              "web", new MitigationRequest(SCOPE, -1, false, Optional.empty())),
          new ClientCommand.Mitigate(
              "web",
              new MitigationRequest(SCOPE, 60, true, Optional.empty()),
              List.of(new AclControl("drops", ActivationType.IMMEDIATE))),
          new ClientCommand.MitigateNamed("everything"),
          new ClientCommand.Adjust("web", Optional.of(SCOPE), OptionalLong.of(60)),
          new ClientCommand.Adjust("web", Optional.empty(), OptionalLong.of(60)),
          new ClientCommand.Efficacy("web", AttackStatus.UNDER_ATTACK),
          new ClientCommand.Withdraw("web"),
          new ClientCommand.ListRequests(),
          new ClientCommand.Watch(),
          new ClientCommand.ShowSessions(),
          new ClientCommand.Configure(Optional.empty()),
          new ClientCommand.Configure(
              Optional.of(
                  new SessionConfig(
                      OptionalLong.empty(),
                      new ParameterSet(
                          Parameter.of(15),
                          Parameter.of(3),
                          Parameter.of(20),
                          Parameter.of(2),
                          Parameter.of(150),
                          Parameter.of(110)),
                      ParameterSet.ABSENT))));

  @ParameterizedTest
  @FieldSource("COMMANDS")
  void readsWhatItWrites(ClientCommand command) {
    var line = ControlCommands.write(command).toString();

    var read = ControlCommands.read(JsonMapper.shared().readTree(line));

    assertThat(read).isEqualTo(new Order.Command(command));
  }

  @Test
  void readsADetectorsReport() {
    var line = "{\"command\":\"attack-detected\",\"name\":\"web\",\"detail\":\"90 kpps\"}";

    assertThat(ControlCommands.read(JsonMapper.shared().readTree(line)))
        .isEqualTo(new Order.Detection("web", true, "90 kpps"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | expected a JSON object",
        "{} | 'command' is missing",
        "{\"command\":\"fly\"} | unknown command 'fly'",
        "{\"command\":\"withdraw\"} | 'label' is missing",
        "{\"command\":\"list\",\"labels\":1} | unknown member 'labels'",
        "{\"command\":\"mitigate\",\"label\":\"a\",\"scope\":{}} | needs at least one prefix",
        "{\"command\":\"mitigate\",\"label\":\"a\",\"scope\":{\"prefixes\":[\"300.1.1.1\"]}} | 300.1.1.1",
        "{\"command\":\"mitigate\",\"label\":\"a\","
            + "\"scope\":{\"prefixes\":[\"10.0.0.1\"],\"ports\":[\"9-3\"]}} | 9-3",
        "{\"command\":\"mitigate\",\"label\":\"a\",\"lifetime\":0,"
            + "\"scope\":{\"prefixes\":[\"10.0.0.1\"]}} | lifetime 0",
        "{\"command\":\"mitigate\",\"label\":\"a\","
            + "\"scope\":{\"prefixes\":[\"10.0.0.1\"],\"protocols\":[256]}} | 0 to 255",
        "{\"command\":\"efficacy\",\"label\":\"a\",\"attack-status\":\"fine\"} | not 'fine'",
        "{\"command\":\"adjust\",\"label\":\"a\"} | needs 'scope' or 'lifetime'"
      })
  void refusesWithTheReason(String line, String reason) {
    assertThatThrownBy(() -> ControlCommands.read(JsonMapper.shared().readTree(line)))
        .isInstanceOf(WireException.class)
        .hasMessageContaining(reason);
  }
}
