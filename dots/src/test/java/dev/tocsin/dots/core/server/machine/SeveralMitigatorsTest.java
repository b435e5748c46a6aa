// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import static dev.tocsin.dots.core.server.machine.Ladder.key;
import static dev.tocsin.dots.core.server.machine.Ladder.measured;
import static dev.tocsin.dots.core.server.machine.Ladder.scope;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.mitigation.MitigationOrder.Target;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.core.server.Domain.Policy;
import dev.tocsin.dots.core.server.ServerOutput.Warn;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.core.server.policy.MitigatorChoice;
import dev.tocsin.dots.core.server.policy.MitigatorChoice.Condition;
import dev.tocsin.dots.core.server.policy.MitigatorChoice.Family;
import dev.tocsin.dots.core.server.policy.Widths;
import dev.tocsin.dots.wire.Counters;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.Scope;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Mitigators that enforce one mitigation together.
class SeveralMitigatorsTest {

  private static final MitigatorChoice TOGETHER =
      new MitigatorChoice(List.of("edge", "scrubber"), Condition.ALWAYS);

  private final Ladder ladder =
      new Ladder(Ladder.domain(Policy.DEFAULT, TOGETHER, MitigatorChoice.of("blackhole")));
  private final SessionId alice = ladder.open("alice");

  @Test
  void areAllAskedAndAllReleased() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    assertThat(ladder.standing.keySet())
        .containsExactly("edge customer/a/1", "scrubber customer/a/1");

    ladder.delete(alice, "a", 1);
    ladder.passSeconds(120);

    assertThat(ladder.standing).isEmpty();
  }

  @Test
  void areAllAskedAgainAfterARestart() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");

    ladder.restart();
    ladder.tick();

    assertThat(ladder.stored.get(key("a", 1)).means().mitigators())
        .containsExactly("edge", "scrubber");
    assertThat(ladder.standing.keySet())
        .containsExactly("edge customer/a/1", "scrubber customer/a/1");
  }

  @Test
  void countTogetherWhatEachHasDropped() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    enabled("edge");
    enabled("scrubber");

    by("edge", measured(100));
    assertThat(ladder.status(alice, "a", 1).dropped()).isEqualTo(Counters.UNKNOWN);
    by("scrubber", measured(7));

    assertThat(ladder.status(alice, "a", 1).dropped().packets()).hasValue(107);
  }

  @Test
  void leaveOutACounterThatOneOfThemDoesNotKnow() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    enabled("edge");
    enabled("scrubber");

    by("edge", measured(100));
    by("scrubber", new MitigatorEvent.Measured(Counters.UNKNOWN));

    assertThat(ladder.status(alice, "a", 1).dropped()).isEqualTo(Counters.UNKNOWN);
  }

  @Test
  void makeStatus2WhenOneOfThemDrops() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    by("edge", new MitigatorEvent.Failing("connection refused"));
    enabled("scrubber");

    by("scrubber", measured(100));
    by("scrubber", measured(200));

    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.SUCCESSFULLY_MITIGATED);
    assertThat(ladder.standing).hasSize(2);
  }

  @Test
  void doNotSeeAnAttackStopWhileOneOfThemDoesNotMeasure() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    enabled("edge");
    enabled("scrubber");

    for (int i = 0; i < 20; i++) {
      ladder.passSeconds(5);
      by("edge", measured(0));
    }
    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.IN_PROGRESS);

    by("scrubber", measured(0));
    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.ATTACK_STOPPED);
  }

  @Test
  void showTheScopeThatIsEnabledByAnyOfThem() {
    ladder.put(
        alice, "a", 1, Ladder.request(scope("192.0.2.1/32", "192.0.2.2/32", "192.0.2.3/32"), 3600));

    by("edge", new MitigatorEvent.Enabled(targets("192.0.2.1/32"), "drop"));
    by("scrubber", new MitigatorEvent.Enabled(targets("192.0.2.2/32"), "divert"));

    assertThat(ladder.status(alice, "a", 1).scope().orElseThrow().prefixes())
        .containsExactlyInAnyOrderElementsOf(scope("192.0.2.1/32", "192.0.2.2/32").prefixes());
  }

  @Test
  void goOnWithoutTheOneThatRefuses() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");

    by("edge", new MitigatorEvent.Refused("no room", true));

    assertThat(ladder.standing.keySet()).containsExactly("scrubber customer/a/1");
    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.IN_PROGRESS);
  }

  @Test
  void leaveItToTheNextChoiceWhenAllRefuse() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");

    by("edge", new MitigatorEvent.Refused("no room", true));
    by("scrubber", new MitigatorEvent.Refused("not ours", false));

    assertThat(ladder.standing.keySet()).containsExactly("blackhole customer/a/1");
    assertThat(ladder.stored.get(key("a", 1)).means().mitigators()).containsExactly("blackhole");
  }

  @Test
  void areNotBelievedAboutWhatTheyAreNotAskedForAnyMore() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    by("edge", new MitigatorEvent.Refused("no room", true));

    enabled("edge");
    by("edge", measured(100));

    assertThat(ladder.audits("enabled")).isEmpty();
    assertThat(ladder.status(alice, "a", 1).dropped()).isEqualTo(Counters.UNKNOWN);
  }

  @Test
  void goOnWithThoseThatTheDomainStillUses() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");

    ladder.replace(Ladder.domain(Policy.DEFAULT, MitigatorChoice.of("scrubber")));

    assertThat(ladder.standing.keySet()).containsExactly("scrubber customer/a/1");
    assertThat(ladder.performed(Warn.class).getFirst().warning()).contains("'edge' had 1");
  }

  @Test
  void areTakenByWhatTheScopeIsLike() {
    var hosts =
        new Condition(
            Optional.empty(), new Widths(32, 128), List.of(), Optional.empty(), List.of());
    var choosing =
        new Ladder(
            Ladder.domain(
                Policy.DEFAULT,
                new MitigatorChoice(List.of("edge"), hosts),
                MitigatorChoice.of("scrubber")));
    var session = choosing.open("alice");

    choosing.put(session, "a", 1, "192.0.2.1/32");
    choosing.put(session, "a", 2, "192.0.2.128/25");

    assertThat(choosing.standing.keySet())
        .containsExactly("edge customer/a/1", "scrubber customer/a/2");
  }

  @Test
  void areChosenOnceTheAddressesOfANameAreKnown() {
    var choosing = new Ladder(onlyIpv6());
    var session = choosing.open("alice");
    choosing.put(session, "a", 1, Ladder.request(named("www.example.com"), 3600));
    choosing.put(session, "a", 2, Ladder.request(named("old.example.com"), 3600));

    choosing.resolved("www.example.com", "2001:db8::7");
    choosing.resolved("old.example.com", "192.0.2.7");

    assertThat(choosing.standing.keySet()).containsExactly("edge customer/a/1");
    assertThat(choosing.state(session, "a", 2)).isEqualTo(MitigationState.WITHDRAWN);
    assertThat(choosing.audits("no-mitigator")).hasSize(1);
  }

  @Test
  void thatAreMeantForOtherScopesOnlyRefuseTheRequest() {
    var choosing = new Ladder(onlyIpv6());

    var answer = choosing.put(choosing.open("alice"), "a", 1, "192.0.2.1/32");

    assertThat(answer.code()).isEqualTo(ResponseCode.BAD_REQUEST);
    assertThat(Ladder.reason(answer)).contains("no mitigator");
    assertThat(choosing.stored).isEmpty();
  }

  private static dev.tocsin.dots.core.server.Domain onlyIpv6() {
    var ipv6 =
        new Condition(Optional.of(Family.IPV6), Widths.ANY, List.of(), Optional.empty(), List.of());
    return Ladder.domain(Policy.DEFAULT, new MitigatorChoice(List.of("edge"), ipv6));
  }

  private static Scope named(String name) {
    return new Scope(List.of(), List.of(), List.of(), List.of(name), List.of(), List.of());
  }

  private static List<Target> targets(String... prefixes) {
    return List.of(new Target(scope(prefixes).prefixes(), List.of(), List.of()));
  }

  private void enabled(String mitigator) {
    by(mitigator, new MitigatorEvent.Enabled(targets("192.0.2.1/32"), "drop"));
  }

  private void by(String mitigator, MitigatorEvent event) {
    ladder.mitigated(mitigator, key("a", 1), event);
  }
}
