// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.tocsin.alto.client.directory.Resource;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.directory.Directory;
import dev.tocsin.alto.wire.stream.EventReader;
import dev.tocsin.base.bytes.WireException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Streams that somebody has tampered with end in nothing but the one exception for that.
class SubstreamsTest {

  private static final int ROUNDS = 5_000;
  private static final List<String> SPICES =
      List.of(
          "null",
          "{}",
          "[]",
          "\"\"",
          "-1",
          "1e999",
          "s1.part",
          "s3",
          ",",
          "\n",
          "\r",
          ":",
          "\\u0000",
          "/-",
          "~2",
          "\"op\":\"move\"",
          "\"from\":\"\"",
          "meta",
          "'",
          "event: ",
          "data: ",
          "\u00fe");
  private static final String STREAM =
      """
      event: application/alto-updatestreamcontrol+json
      data: {"control-uri":"https://alto.example.com/updates/streams/3141592653589"}

      event: application/alto-networkmap+json,s1
      data: {"meta":{"vtag":{"resource-id":"net","tag":"da65eca2eb7a10ce8b059740b0b2e3f8eb1d4785"}},
      data:  "network-map":{"PID1":{"ipv4":["192.0.2.0/24","198.51.100.0/25"]}}}

      event: application/alto-costmap+json,s2
      data: {"meta":{"dependent-vtags":[{"resource-id":"net","tag":"da65eca2eb7a10ce"}]},"cost-map":{"PID1":{"PID1":1}}}

      : still here

      event: application/merge-patch+json,s2
      data: {"cost-map":{"PID1":{"PID1":null,"PID2":3.5}}}

      event: application/json-patch+json,s1
      data: [{"op":"move","from":"/network-map/PID1/ipv4/1","path":"/network-map/PID1/ipv4/0"},
      data:  {"op":"test","path":"/meta/vtag/tag","value":"da65eca2eb7a10ce8b059740b0b2e3f8eb1d4785"}]

      event: application/alto-updatestreamcontrol+json
      data: {"stopped":["s2"],"description":"enough"}

      """;

  private static Substreams substreams() {
    var substreams = new Substreams();
    substreams.expect(
        List.of(to("net", MediaTypes.NETWORK_MAP), to("costs", MediaTypes.COST_MAP)), Map.of());
    return substreams;
  }

  private static Subscription to(String id, String mediaType) {
    var entry =
        new Directory.Entry(
            id, mediaType, Optional.empty(), Directory.Capabilities.NONE, List.of());
    return Subscription.to(
        new Resource(id, URI.create("http://alto.example/" + id), entry, List.of(), List.of()));
  }

  private static int arrivals(byte[] stream) {
    var substreams = substreams();
    int arrivals = 0;
    for (var event : new EventReader(100_000).read(ByteBuffer.wrap(stream))) {
      substreams.take(event);
      arrivals++;
    }
    return arrivals;
  }

  @Test
  void takesWhatIsRight() {
    assertThat(arrivals(STREAM.getBytes(StandardCharsets.UTF_8))).isEqualTo(6);
  }

  @Test
  void endsWhatIsTamperedWithInOneWay() {
    long seed = Long.getLong("seed", System.nanoTime());
    var random = new SplittableRandom(seed);
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      var text = new StringBuilder(STREAM);
      for (int i = random.nextInt(4); i >= 0; i--) tamper(text, random);
      try {
        arrivals(text.toString().getBytes(StandardCharsets.UTF_8));
      } catch (WireException e) {
        refused++;
      } catch (RuntimeException e) {
        fail("-Dseed=%d round %d: %s%n%s".formatted(seed, round, e, text), e);
      }
    }
    assertThat(refused).isBetween(ROUNDS / 10, ROUNDS - 1);
  }

  private static void tamper(StringBuilder text, SplittableRandom random) {
    int at = random.nextInt(text.length());
    int to = Math.min(text.length(), at + random.nextInt(12));
    switch (random.nextInt(4)) {
      case 0 -> text.delete(at, to);
      case 1 -> text.insert(at, text.substring(at, to));
      case 2 -> text.setCharAt(at, (char) (text.charAt(at) ^ 1 << random.nextInt(7)));
      default -> text.insert(at, SPICES.get(random.nextInt(SPICES.size())));
    }
  }
}
