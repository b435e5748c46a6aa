// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alto.core.maps.Publication;
import dev.tocsin.alto.io.settings.AltoSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingConsumer;
import org.junit.jupiter.api.io.TempDir;

/// When a version follows another, on a clock that the test holds; it looks by itself.
class FollowingTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;

  private final List<Publication> published = new ArrayList<>();
  private Instant now = START;

  @BeforeEach
  void files() throws IOException {
    write("prefixes.txt", "192.0.2.0/24 mine\n198.51.100.0/24 theirs\n");
    write("delay.csv", "from,to,one,other\nmine,theirs,10,20\n");
    write(
        "alto.yaml",
        """
        listen: 127.0.0.1:0
        sources: {prefixes: [{format: list, file: prefixes.txt}]}
        maps:
          net:
            pids: {by: list}
            costs: {routingcost: {as-path: 1}}
            measured:
              delay-ow:
                format: csv
                file: delay.csv
                calendar: {start: 2026-01-01T00:00:00Z, interval: 1h, intervals: 2}
        updates: {look: 1h, least: 30s}
        """);
  }

  // RFC 6708, AR-13
  @Test
  void letsNoVersionFollowAnotherTooSoon() throws Throwable {
    following(
        following -> {
          // given a change that stands still
          write("prefixes.txt", "192.0.2.0/24 mine\n203.0.113.0/24 others\n");

          // when the last version is not old enough, then there is none
          now = START.plusSeconds(29);
          following.look();
          following.look();
          assertThat(published).isEmpty();

          // when it is, then there is one
          now = START.plusSeconds(30);
          following.look();
          assertThat(published).hasSize(1);
          assertThat(published.getFirst().networkMap("net").orElseThrow().number("others"))
              .isPresent();
          following.look();
          assertThat(published).hasSize(1);
        });
  }

  @Test
  void makesTheNextIntervalOfWhatIsReadAlready() throws Throwable {
    following(
        following -> {
          // given: a file that would say something else to whoever read it again, and looks the
          // same
          var stamp = Files.getLastModifiedTime(folder.resolve("delay.csv"));
          write("delay.csv", "from,to,one,other\nmine,theirs,77,88\n");
          Files.setLastModifiedTime(folder.resolve("delay.csv"), stamp);

          // when, then
          now = START.plus(Duration.ofMinutes(59));
          following.look();
          assertThat(published).isEmpty();
          now = START.plus(Duration.ofMinutes(60));
          following.look();
          assertThat(delays()).containsExactly(20.0);
          now = START.plus(Duration.ofMinutes(120));
          following.look();
          assertThat(delays()).containsExactly(20.0, 10.0);
          assertThat(published.getLast().calendar("net", "delay-ow").orElseThrow().start())
              .isEqualTo(now);
        });
  }

  @Test
  void goesOnWithItsCalendarWhileASourceIsWrong() throws Throwable {
    following(
        following -> {
          // given
          write("prefixes.txt", "192.0.2.0/24 mine\n192.0.2.0/24 theirs\n");
          now = START.plusSeconds(30);
          following.look();
          following.look();
          assertThat(following.problem()).isPresent();

          // when
          now = START.plus(Duration.ofHours(1));
          following.look();

          // then
          assertThat(delays()).containsExactly(20.0);
          assertThat(following.problem().orElseThrow()).contains("prefixes.txt, line 2");
        });
  }

  @Test
  void readsOnlyWhatHasChanged() throws Throwable {
    // given
    write("prefixes.txt", "192.0.2.0/24 mine node=a\n198.51.100.0/24 theirs node=b\n");
    write("network.yaml", "nodes: {a: {}, b: {}}\nlinks: [{from: a, to: b, metric: 3}]\n");
    write("names.csv", "entity,priv:name\nipv4:192.0.2.0/24,here\n");
    write(
        "alto.yaml",
        """
        listen: 127.0.0.1:0
        sources:
          prefixes: [{format: list, file: prefixes.txt}]
          topology: {format: yaml, file: network.yaml}
        maps:
          net: {pids: {by: list}, costs: {routingcost: {igp: 1}}}
        properties:
          names: {format: csv, file: names.csv, mappings: {ipv4: [priv:name]}}
        updates: {look: 1h, least: 0s}
        """);
    following(
        following -> {
          // when a link changes, and a list says something else and looks the same
          var stamp = Files.getLastModifiedTime(folder.resolve("prefixes.txt"));
          write("prefixes.txt", "192.0.2.0/24 mine node=a\n203.0.113.0/24 others1 node=b\n");
          Files.setLastModifiedTime(folder.resolve("prefixes.txt"), stamp);
          write("network.yaml", "nodes: {a: {}, b: {}}\nlinks: [{from: a, to: b, metric: 8}]\n");
          following.look();
          following.look();

          // then only the link is known
          assertThat(cost("mine", "theirs")).isEqualTo(8);
          var properties = published.getLast().propertyMaps();

          // when there is another link
          write("network.yaml", "nodes: {a: {}, b: {}}\nlinks: [{from: a, to: b, metric: 19}]\n");
          following.look();
          following.look();

          // then all else is the same, without having been made again
          assertThat(cost("mine", "theirs")).isEqualTo(19);
          assertThat(published.getLast().networkMap("net").orElseThrow())
              .isSameAs(published.getFirst().networkMap("net").orElseThrow());
          assertThat(published.getLast().propertyMaps().get("names"))
              .isSameAs(properties.get("names"));

          // when the list is seen to be another
          write("prefixes.txt", "192.0.2.0/24 mine node=a\n203.0.113.0/24 they node=b\n");
          following.look();
          following.look();

          // then
          assertThat(cost("mine", "they")).isEqualTo(19);
        });
  }

  private double cost(String from, String to) {
    var map = published.getLast().networkMap("net").orElseThrow();
    return published
        .getLast()
        .costs("net", "routingcost")
        .orElseThrow()
        .cost(map.number(from).orElseThrow(), map.number(to).orElseThrow());
  }

  private List<Double> delays() {
    return published.stream()
        .map(
            each -> {
              var map = each.networkMap("net").orElseThrow();
              int from = map.number("mine").orElseThrow();
              int to = map.number("theirs").orElseThrow();
              return each.costs("net", "delay-ow").orElseThrow().cost(from, to);
            })
        .toList();
  }

  private void following(ThrowingConsumer<Following> test) throws Throwable {
    var settings = AltoSettings.read(folder.resolve("alto.yaml"));
    try (var begun = Following.begin(settings, () -> now, _ -> {});
        var following = begun.following().start(published::add)) {
      test.accept(following);
    }
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
