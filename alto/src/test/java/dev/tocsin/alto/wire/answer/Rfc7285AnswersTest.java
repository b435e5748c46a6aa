// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alto.wire.AltoError;
import dev.tocsin.alto.wire.AltoRefusedException;
import dev.tocsin.alto.wire.json.JsonBounds;
import dev.tocsin.base.net.Prefix;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// The bodies that RFC 7285 shows, read and written.
class Rfc7285AnswersTest {

  private final AltoAnswerReader reader = new AltoAnswerReader(JsonBounds.RESOURCE);

  // RFC 7285 §11.2.1.7
  private static final String NETWORK_MAP =
      """
      {"meta":{"vtag":{"resource-id":"my-default-network-map",
         "tag":"da65eca2eb7a10ce8b059740b0b2e3f8eb1d4785"}},
       "network-map":{
         "PID1":{"ipv4":["192.0.2.0/24","198.51.100.0/25"]},
         "PID2":{"ipv4":["198.51.100.128/25"]},
         "PID3":{"ipv4":["0.0.0.0/0"],"ipv6":["::/0"]}}}
      """;

  // RFC 7285 §11.2.3.7
  private static final String COST_MAP =
      """
      {"meta":{"dependent-vtags":[{"resource-id":"my-default-network-map",
         "tag":"3ee2cb7e8d63d9fab71b9b34cbf764436315542e"}],
         "cost-type":{"cost-mode":"numerical","cost-metric":"routingcost"}},
       "cost-map":{"PID1":{"PID1":1,"PID2":5,"PID3":10},
         "PID2":{"PID1":5,"PID2":1,"PID3":15},
         "PID3":{"PID1":20,"PID2":15}}}
      """;

  // RFC 7285 §11.4.1.7
  private static final String PROPERTIES =
      """
      {"meta":{"dependent-vtags":[{"resource-id":"my-default-network-map",
         "tag":"7915dc0290c2705481c491a2b4ffbec482b3cf62"}]},
       "endpoint-properties":{
         "ipv4:192.0.2.34":{"my-default-network-map.pid":"PID1","priv:ietf-example-prop":"1"},
         "ipv4:203.0.113.129":{"my-default-network-map.pid":"PID3"}}}
      """;

  // RFC 7285 §11.5.1.7
  private static final String ENDPOINT_COSTS =
      """
      {"meta":{"cost-type":{"cost-mode":"ordinal","cost-metric":"routingcost"}},
       "endpoint-cost-map":{"ipv4:192.0.2.2":{"ipv4:192.0.2.89":1,
         "ipv4:198.51.100.34":2,"ipv4:203.0.113.45":3}}}
      """;

  @Test
  void readsAndWritesTheNetworkMap() {
    var map = reader.networkMap(bytes(NETWORK_MAP));

    assertThat(map.versionTag().tag()).isEqualTo("da65eca2eb7a10ce8b059740b0b2e3f8eb1d4785");
    assertThat(map.pids().get("PID1"))
        .containsExactly(Prefix.parse("192.0.2.0/24"), Prefix.parse("198.51.100.0/25"));
    assertSame(AltoAnswerWriter.write(map), NETWORK_MAP);
  }

  @Test
  void keepsAPidWhoseAddressesAreOfAnUnknownType() {
    var map =
        reader.networkMap(
            bytes(
                """
                {"meta":{"vtag":{"resource-id":"m","tag":"1"}},
                 "network-map":{"P":{"mac":["66:77:88:99:aa:bb/48"]}}}
                """));

    assertThat(map.pids()).containsOnlyKeys("P");
    assertThat(map.pids().get("P")).isEmpty();
  }

  @Test
  void readsAndWritesTheCostMap() {
    var map = reader.costMap(bytes(COST_MAP));

    assertThat(map.srcs()).containsExactly("PID1", "PID2", "PID3");
    assertThat(map.costs().cost(0, 2, 0)).isEqualTo(20);
    assertThat(map.costs().isTold(2, 2)).isFalse();
    assertSame(AltoAnswerWriter.write(map), COST_MAP);
  }

  @Test
  void readsAndWritesEndpointProperties() {
    var answer = reader.endpointProperties(bytes(PROPERTIES));

    assertThat(answer.properties().get("ipv4:203.0.113.129"))
        .containsEntry("my-default-network-map.pid", "PID3");
    assertSame(AltoAnswerWriter.write(answer), PROPERTIES);
  }

  @Test
  void readsAndWritesEndpointCosts() {
    var answer = reader.endpointCosts(bytes(ENDPOINT_COSTS));

    assertThat(answer.costs().types().getFirst().isOrdinal()).isTrue();
    assertSame(AltoAnswerWriter.write(answer), ENDPOINT_COSTS);
  }

  @Test
  void readsAndWritesSeveralCosts() {
    // RFC 8189 §5.2, with the commas it forgot
    var json =
        """
        {"meta":{"dependent-vtags":[{"resource-id":"my-default-network-map",
           "tag":"75ed013b3cb58f896e839582504f622838ce670f"}],
           "cost-type":{},
           "multi-cost-types":[{"cost-mode":"numerical","cost-metric":"routingcost"},
             {"cost-mode":"numerical","cost-metric":"hopcount"}]},
         "cost-map":{"PID1":{"PID1":[1,0],"PID2":[4,3]},"PID2":{"PID1":[15,5],"PID2":[1,null]}}}
        """;

    var map = reader.costMap(bytes(json));

    assertThat(map.isMulti()).isTrue();
    assertThat(map.costs().cost(1, 1, 1)).isNaN();
    assertSame(AltoAnswerWriter.write(map), json);
  }

  @Test
  void writesAnErrorWithItsFieldAndValue() {
    // RFC 7285 §8.5.2, with the path in the right order
    var error = AltoError.value("cost-type/cost-mode", "foo");

    assertSame(
        AltoAnswerWriter.write(error),
        """
        {"meta":{"code":"E_INVALID_FIELD_VALUE","field":"cost-type/cost-mode","value":"foo"}}
        """);
    assertThat(reader.error(AltoAnswerWriter.write(error))).isEqualTo(error);
  }

  @Test
  void refusesACostThatIsNoNumber() {
    assertThatThrownBy(
            () -> reader.costMap(bytes(COST_MAP.replace("\"PID2\":15", "\"PID2\":\"x\""))))
        .isInstanceOf(AltoRefusedException.class)
        .hasMessage("E_INVALID_FIELD_VALUE in cost-map/PID3/PID2: \"x\"");
  }

  private static void assertSame(byte[] written, String expected) {
    var mapper = JsonMapper.shared();
    assertThat(mapper.readTree(written)).isEqualTo(mapper.readTree(expected));
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
