// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alto.client.maps.NamedCosts;
import dev.tocsin.alto.client.maps.PidMap;
import dev.tocsin.alto.wire.AltoRefusedException;
import dev.tocsin.alto.wire.answer.AltoAnswerReader;
import dev.tocsin.alto.wire.directory.DirectoryReader;
import dev.tocsin.alto.wire.json.JsonBounds;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Answers that were cut off or changed on their way end in a value or in a refusal, nothing else.
class CutAnswersTest {

  private static final AltoAnswerReader ANSWERS = new AltoAnswerReader(JsonBounds.RESOURCE);
  private static final DirectoryReader DIRECTORIES = new DirectoryReader(JsonBounds.RESOURCE);
  private static final int CHANGED = 20_000;

  private record Sample(String text, Consumer<byte[]> read) {
    byte[] bytes() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  private static final List<Sample> SAMPLES =
      List.of(
          new Sample(
              """
              {"meta":{"cost-types":{"c":{"cost-mode":"numerical","cost-metric":"routingcost"}},
                "default-alto-network-map":"m"},
               "resources":{"m":{"uri":"m","media-type":"application/alto-networkmap+json"},
                "e":{"uri":"e","media-type":"application/alto-endpointcost+json",
                  "accepts":"application/alto-endpointcostparams+json",
                  "capabilities":{"cost-type-names":["c"],"cost-constraints":true,
                    "max-cost-types":2,"calendar-attributes":[{"cost-type-names":["c"],
                      "time-interval-size":300,"number-of-intervals":12}]},"uses":["m"]}}}
              """,
              bytes -> DIRECTORIES.read(bytes, _ -> {})),
          new Sample(
              """
              {"meta":{"vtag":{"resource-id":"m","tag":"1"}},
               "network-map":{"A":{"ipv4":["10.0.0.0/8"],"ipv6":["2001:db8::/32"]},
                 "B":{"ipv4":["0.0.0.0/0"],"mac":["x"]}}}
              """,
              bytes -> PidMap.of(ANSWERS.networkMap(bytes), Set.of())),
          new Sample(
              """
              {"meta":{"dependent-vtags":[{"resource-id":"m","tag":"1"}],
                "cost-type":{"cost-mode":"numerical","cost-metric":"routingcost"}},
               "cost-map":{"A":{"A":1,"B":5.5},"B":{"A":1e3}}}
              """,
              bytes -> NamedCosts.of(ANSWERS.costMap(bytes))),
          new Sample(
              """
              {"meta":{"dependent-vtags":[{"resource-id":"m","tag":"1"}]},
               "endpoint-properties":{"ipv4:192.0.2.1":{"m.pid":"A"}}}
              """,
              bytes -> ANSWERS.endpointProperties(bytes)),
          new Sample(
              """
              {"meta":{"code":"E_INVALID_FIELD_VALUE","field":"a/b","value":"c"}}
              """,
              bytes -> ANSWERS.error(bytes)));

  private static boolean isRead(Sample sample, byte[] bytes) {
    try {
      sample.read().accept(bytes);
      return true;
    } catch (AltoRefusedException e) {
      assertThat(e).hasMessageStartingWith("E_");
      return false;
    }
  }

  @Test
  void refusesWhatIsCutOffAnywhere() {
    for (var sample : SAMPLES) {
      var whole = sample.text().strip().getBytes(StandardCharsets.UTF_8);
      assertThat(isRead(sample, whole)).isTrue();
      for (int length = 0; length < whole.length; length++) {
        assertThat(isRead(sample, Arrays.copyOf(whole, length))).as("%d bytes", length).isFalse();
      }
    }
  }

  @Test
  void readsOrRefusesWhateverWasChanged() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    var random = new SplittableRandom(seed);
    for (int i = 0; i < CHANGED; i++) {
      var sample = SAMPLES.get(random.nextInt(SAMPLES.size()));
      var bytes = sample.bytes();
      int changes = 1 + random.nextInt(4);
      for (int n = 0; n < changes; n++) {
        int at = random.nextInt(bytes.length);
        bytes[at] = bytes[random.nextInt(bytes.length)];
        if (random.nextInt(4) == 0) bytes[at] = (byte) random.nextInt();
      }
      isRead(sample, bytes);
    }
  }
}
