// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.triggers.thresholds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.config.ConfigFile;
import dev.tocsin.dots.core.client.ClientInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThresholdTriggerTest {

  private static final String TEXT =
      """
      request: web
      interface: eth0
      sample-interval: 100ms
      raise-after: 1
      clear-after: 1
      conditions:
        - {measure: connections, above: 100, below: 10}
      """;

  @TempDir Path proc;

  @Test
  void tellsTheAgentWhenAnAttackBeginsAndEnds() throws Exception {
    var told = new ArrayBlockingQueue<ClientInput>(10);
    established(500);

    try (var _ =
        ThresholdTrigger.start(read(TEXT), new KernelCounters(proc), Instant::now, told::add)) {
      assertThat(told.poll(30, TimeUnit.SECONDS))
          .isEqualTo(new ClientInput.AttackDetected("web", "eth0: connections 500"));
      established(5);
      assertThat(told.poll(30, TimeUnit.SECONDS))
          .isEqualTo(new ClientInput.AttackCeased("web", "eth0: connections 5"));
    }
  }

  @Test
  void readsItsSettings() {
    var settings =
        read("request: web\ninterface: eth0\nconditions: [{measure: sources, above: 100}]");

    assertThat(settings.conditions())
        .containsExactly(new ThresholdSettings.Condition(Measure.SOURCES, 100, 50));
    assertThat(settings.join()).isEqualTo(ThresholdSettings.Join.ANY);
  }

  @Test
  void refusesSettingsThatCannotWork() {
    for (var wrong :
        List.of(
            TEXT.replace("web", "mail"),
            TEXT.replace("below: 10", "below: 200"),
            TEXT.replace("connections", "connexions"),
            TEXT.replace("eth0", "a b"),
            "request: web\ninterface: eth0\n")) {
      assertThatThrownBy(() -> read(wrong)).as(wrong).isInstanceOf(ConfigException.class);
    }
  }

  private void established(int count) throws Exception {
    var text = "Tcp: RtoAlgorithm CurrEstab\nTcp: 1 " + count + "\n";
    var whole = Files.writeString(proc.resolve("next"), text);
    Files.move(whole, proc.resolve("snmp"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  private static ThresholdSettings read(String text) {
    return ConfigFile.parse(
        Path.of("client.yaml"), text, root -> ThresholdSettings.read(root, Set.of("web")));
  }
}
