// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.exec;

import static dev.tocsin.dots.wire.control.ActivationType.IMMEDIATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy;
import dev.tocsin.dots.core.mitigation.FilterEvent;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.FilterOrder;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigationOrder.Target;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.mitigators.ListFilter;
import dev.tocsin.dots.mitigators.MitigatorException;
import dev.tocsin.dots.mitigators.messages.ListFields;
import dev.tocsin.dots.wire.data.Ace;
import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.Actions;
import dev.tocsin.dots.wire.data.Statistics;
import dev.tocsin.dots.wire.data.match.Matches;
import dev.tocsin.dots.wire.flowspec.RouteTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecMitigatorTest {

  private static final MitigationKey KEY = new MitigationKey("customer", "cuid", 7);
  private static final Target TARGET =
      new Target(
          List.of(Prefix.parse("203.0.113.0/24")), List.of(new PortRange(80, 90)), List.of(6));
  private static final MitigationOrder ORDER =
      new MitigationOrder("scrubber", KEY, List.of(TARGET), EnforcementPolicy.OPEN);

  @TempDir Path folder;

  /// A command that keeps what it was given, then does what the lines say.
  private ExecMitigator mitigator(String... lines) throws IOException {
    var script = folder.resolve("scrub");
    var input = folder.resolve("input");
    Files.writeString(script, "cat > " + input + "\n" + String.join("\n", lines) + "\n");
    return new ExecMitigator("scrubber", ExecSettings.of("/bin/sh", script.toString()));
  }

  private String given() throws IOException {
    return Files.readString(folder.resolve("input"));
  }

  @Test
  void passesOrdersAsJson() throws IOException {
    try (var mitigator = mitigator()) {
      // when
      mitigator.enable(List.of(ORDER));

      // then
      assertThat(given())
          .isEqualTo(
              "{\"version\":1,\"instance\":\"scrubber\",\"action\":\"enable\",\"orders\":["
                  + "{\"domain\":\"customer\",\"cuid\":\"cuid\",\"mid\":7,\"targets\":["
                  + "{\"prefixes\":[\"203.0.113.0/24\"],\"ports\":[{\"lower\":80,\"upper\":90}],"
                  + "\"protocols\":[6]}]}]}");
    }
  }

  @Test
  void passesTheDomainsPolicyAndLeavesOutWhatItLeavesOpen() throws IOException {
    var policy =
        new EnforcementPolicy(
            Optional.of(new EnforcementPolicy.Scoped.Limit(1_000, 2_000)),
            new EnforcementPolicy.Bare(
                OptionalInt.of(50),
                OptionalInt.empty(),
                Optional.of(Duration.ofMinutes(1)),
                Optional.of(new EnforcementPolicy.SynProtection.Off())),
            Optional.of(
                new EnforcementPolicy.Redirect(
                    Optional.of(RouteTarget.parse("64496:100")), Optional.of("east"))));
    try (var mitigator = mitigator()) {
      // when
      mitigator.enable(List.of(new MitigationOrder("scrubber", KEY, List.of(TARGET), policy)));

      // then
      assertThat(given())
          .endsWith(
              ",\"policy\":{"
                  + "\"scoped\":{\"action\":\"limit\",\"packets_per_second\":1000,\"burst\":2000},"
                  + "\"bare\":{\"packets_per_second\":50,\"penalty_seconds\":60.0,\"syn\":\"off\"},"
                  + "\"redirect\":{\"route_target\":\"64496:100\",\"diversion\":\"east\"}}}]}");
    }
  }

  @Test
  void aCommandThatSaysNothingHasDoneWhatWasAsked() throws IOException {
    try (var mitigator = mitigator()) {
      assertThat(mitigator.enable(List.of(ORDER)).get(KEY))
          .isEqualTo(new MitigatorEvent.Enabled(List.of(TARGET), "sh"));
    }
  }

  @Test
  void reportsWhatTheCommandReallyEnforcesOrRefuses() throws IOException {
    var other = new MitigationKey("customer", "cuid", 8);
    try (var mitigator =
        mitigator(
            "echo '{\"reports\": [{\"domain\":\"customer\",\"cuid\":\"cuid\",\"mid\":7,"
                + "\"status\":\"enabled\",\"action\":\"drop\",\"enabled\":"
                + "[{\"prefixes\":[\"203.0.113.128/25\"],\"protocols\":[6]}]},"
                + "{\"domain\":\"customer\",\"cuid\":\"cuid\",\"mid\":8,"
                + "\"status\":\"refused\",\"reason\":\"full\",\"exceeded\":true}]}'")) {
      // when
      var events =
          mitigator.enable(
              List.of(
                  ORDER,
                  new MitigationOrder("scrubber", other, List.of(TARGET), EnforcementPolicy.OPEN)));

      // then
      var half = new Target(List.of(Prefix.parse("203.0.113.128/25")), List.of(), List.of(6));
      assertThat(events.get(KEY)).isEqualTo(new MitigatorEvent.Enabled(List.of(half), "drop"));
      assertThat(events.get(other)).isEqualTo(new MitigatorEvent.Refused("full", true));
    }
  }

  @Test
  void tellsWhatAnEndedMitigationWasAbout() throws IOException {
    try (var mitigator = mitigator()) {
      mitigator.enable(List.of(ORDER));

      // when
      mitigator.disable(List.of(KEY));

      // then
      assertThat(given()).contains("\"action\":\"disable\"", "203.0.113.0/24");
    }
  }

  @Test
  void readsCountersAndLeavesUnknownOnesAbsent() throws IOException {
    try (var mitigator =
        mitigator(
            "grep -q measure " + folder.resolve("input") + " || exit 0",
            "echo '{\"reports\": [{\"domain\":\"customer\",\"cuid\":\"cuid\",\"mid\":7,"
                + "\"packets\":5000000000,\"bytes\":10}]}'")) {
      // given
      mitigator.enable(List.of(ORDER));

      // when
      var counters = mitigator.measure().get(KEY);

      // then
      assertThat(counters.packets()).hasValue(5_000_000_000L);
      assertThat(counters.bytes()).hasValue(10);
      assertThat(counters.packetsPerSecond()).isEmpty();
    }
  }

  @Test
  void aFailureCarriesTheFirstLineOfTheComplaint() throws IOException {
    try (var mitigator = mitigator("echo 'no route to scrubber' >&2", "exit 3")) {
      assertThatThrownBy(() -> mitigator.reconcile(List.of(ORDER)))
          .isInstanceOf(MitigatorException.class)
          .hasMessage("sh reconcile ended with 3: no route to scrubber");
    }
  }

  @Test
  void outputThatIsNoReportIsAFailure() throws IOException {
    try (var mitigator = mitigator("echo done")) {
      assertThatThrownBy(() -> mitigator.enable(List.of(ORDER)))
          .isInstanceOf(MitigatorException.class)
          .hasMessageContaining("no JSON");
    }
    try (var mitigator = mitigator("echo '{\"reports\":[{\"mid\":1}]}'")) {
      assertThatThrownBy(() -> mitigator.enable(List.of(ORDER)))
          .isInstanceOf(MitigatorException.class)
          .hasMessageContaining("lacks a string 'status'");
    }
  }

  @Test
  void aCommandThatHangsIsKilled() {
    var settings =
        new ExecSettings(
            List.of("/bin/sleep", "1000"), Duration.ofMillis(100), true, ListFields.NONE, 100);
    try (var mitigator = new ExecMitigator("scrubber", settings)) {
      assertThatThrownBy(() -> mitigator.enable(List.of(ORDER)))
          .isInstanceOf(MitigatorException.class)
          .hasMessageContaining("did not end");
    }
  }

  @Test
  void tooMuchOutputIsAFailure() throws IOException {
    var script = folder.resolve("loud");
    Files.writeString(script, "head -c 100000 /dev/zero");
    var command = List.of("/bin/sh", script.toString());
    var settings = new ExecSettings(command, Duration.ofSeconds(10), true, ListFields.NONE, 1_000);
    try (var mitigator = new ExecMitigator("scrubber", settings)) {
      assertThatThrownBy(() -> mitigator.enable(List.of(ORDER)))
          .isInstanceOf(MitigatorException.class)
          .hasMessageContaining("more than 1000 bytes");
    }
  }

  @Test
  void aCommandThatIsNotThereIsAFailure() {
    try (var mitigator = new ExecMitigator("scrubber", ExecSettings.of("/nowhere/scrub"))) {
      assertThatThrownBy(() -> mitigator.enable(List.of(ORDER)))
          .isInstanceOf(MitigatorException.class)
          .hasMessageContaining("scrub could not be run");
    }
  }

  private static final FilterKey LIST = new FilterKey("customer", "cuid", "web");

  private static FilterOrder list(String name) {
    var ace = new Ace("one", Matches.ANY, Actions.DROP);
    var acl = new Acl(name, Optional.empty(), IMMEDIATE, OptionalInt.empty(), List.of(ace));
    var key = new FilterKey("customer", "cuid", name);
    return new FilterOrder(key, List.of("scrubber"), 4, acl, TARGET.prefixes());
  }

  private ListFilter lists(String... lines) throws IOException {
    var script = folder.resolve("scrub");
    var text = "cat >> " + folder.resolve("input") + "\n" + String.join("\n", lines) + "\n";
    Files.writeString(script, text);
    var settings = ExecSettings.of("/bin/sh", script.toString()).withLists(ListFields.ALL);
    return new ExecMitigator("scrubber", settings).lists().orElseThrow();
  }

  @Test
  void takesNoListsUnlessToldTo() throws IOException {
    try (var mitigator = mitigator()) {
      assertThat(mitigator.lists()).isEmpty();
    }
  }

  @Test
  void passesListsAsTheDataChannelWritesThem() throws IOException {
    var lists = lists();

    assertThat(lists.install(List.of(list("web")), () -> {}))
        .containsExactly(Map.entry(LIST, new FilterEvent.Installed()));

    assertThat(given())
        .isEqualTo(
            "{\"version\":1,\"instance\":\"scrubber\",\"action\":\"install-lists\",\"lists\":["
                + "{\"domain\":\"customer\",\"cuid\":\"cuid\",\"acl\":\"web\",\"rank\":4,"
                + "\"within\":[\"203.0.113.0/24\"],\"list\":{\"name\":\"web\","
                + "\"activation-type\":\"immediate\",\"aces\":{\"ace\":[{\"name\":\"one\","
                + "\"actions\":{\"forwarding\":\"drop\"}}]}}}]}");
  }

  @Test
  void keepsWhatIsToStayBeforeItInstallsAnew() throws IOException {
    var lists = lists();

    lists.reconcile(List.of(list("web")), () -> {});
    lists.remove(List.of(LIST));

    assertThat(given().split("\\{\"version\""))
        .satisfiesExactly(
            nothing -> assertThat(nothing).isEmpty(),
            first -> assertThat(first).contains("keep-lists", "\"acl\":\"web\"}]}"),
            second -> assertThat(second).contains("install-lists"),
            third -> assertThat(third).contains("remove-lists", "\"acl\":\"web\"}]}"));
  }

  @Test
  void leavesOutCountersThatTheCommandDoesNotKnow() throws IOException {
    var lists =
        lists(
            "echo '{\"reports\":[{\"domain\":\"customer\",\"cuid\":\"cuid\",\"acl\":\"web\","
                + "\"status\":\"installed\",\"entries\":{\"one\":{\"packets\":7},\"two\":{}}}]}'");
    lists.install(List.of(list("web")), () -> {});

    assertThat(lists.measure(() -> {}))
        .containsExactly(
            Map.entry(
                LIST, Map.of("one", new Statistics(OptionalLong.of(7), OptionalLong.empty()))));
  }
}
