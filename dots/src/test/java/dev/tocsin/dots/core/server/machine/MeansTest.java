// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import static dev.tocsin.dots.core.server.machine.Ladder.key;
import static dev.tocsin.dots.core.server.machine.Ladder.request;
import static dev.tocsin.dots.core.server.machine.Ladder.scope;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.ServerOutput.Resolve;
import dev.tocsin.dots.core.server.ServerOutput.Warn;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.core.server.policy.MitigatorChoice;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What mitigations were enforced with is there again after a restart.
class MeansTest {

  private static final String NAME = "www.example.com";
  private static final Scope NAMED =
      new Scope(List.of(), List.of(), List.of(), List.of(NAME), List.of(), List.of());

  private final Ladder ladder = new Ladder(Ladder.domain());
  private final SessionId alice = ladder.open("alice");

  @Test
  void enforcesTheAddressesThatNamesHadAtOnceAndResolvesThemAgain() {
    ladder.put(alice, "a", 1, request(NAMED, 3600));
    ladder.resolved(NAME, "192.0.2.7");
    ladder.performed.clear();

    ladder.restart();
    ladder.tick();

    assertThat(prefixes(1)).isEqualTo(scope("192.0.2.7").prefixes());
    assertThat(ladder.performed(Resolve.class)).containsExactly(new Resolve("customer", NAME));
    ladder.resolved(NAME, "192.0.2.8");
    assertThat(prefixes(1)).isEqualTo(scope("192.0.2.8").prefixes());
  }

  @Test
  void keepsTheAddressesThroughRestartsWhileNobodyResolves() {
    ladder.put(alice, "a", 1, request(NAMED, 36_000));
    ladder.resolved(NAME, "192.0.2.7");

    for (int restart = 0; restart < 3; restart++) {
      ladder.restart();
      ladder.tick();
      ladder.resolved(NAME);
      ladder.passSeconds(1000);
    }

    assertThat(prefixes(1)).isEqualTo(scope("192.0.2.7").prefixes());
  }

  @Test
  void keepsForALaterRequestWhatIsKnownOfItsNameAlready() {
    ladder.put(alice, "a", 1, request(NAMED, 3600));
    ladder.resolved(NAME, "192.0.2.7");
    ladder.put(alice, "a", 2, request(NAMED, 3600));

    ladder.restart();
    ladder.tick();

    assertThat(ladder.enforced).containsOnlyKeys(key("a", 2));
    assertThat(prefixes(2)).isEqualTo(scope("192.0.2.7").prefixes());
  }

  @Test
  void firesAfterARestartWithAddressesFromBeforeTheAttack() {
    ladder.put(alice, "a", 1, Ladder.preconfigured(NAMED, 36_000));
    ladder.resolved(NAME, "192.0.2.7");

    ladder.restart();
    ladder.tick();
    ladder.resolved(NAME);
    assertThat(ladder.enforced).isEmpty();
    ladder.passSeconds(600);

    assertThat(prefixes(1)).isEqualTo(scope("192.0.2.7").prefixes());
  }

  @Test
  void leavesOutStoredAddressesThatAreNoLongerTheDomains() {
    ladder.put(alice, "a", 1, request(NAMED, 3600));
    ladder.resolved(NAME, "192.0.2.7", "2001:db8::7");

    ladder.restartWith(changed(List.of(Prefix.parse("2001:db8::/32")), List.of("filter")));
    ladder.tick();

    assertThat(prefixes(1)).isEqualTo(scope("2001:db8::7").prefixes());
  }

  @Test
  void storesWithTheNextAnswerWhatTheDiskDidNotTake() {
    ladder.put(alice, "a", 1, request(NAMED, 3600));
    ladder.diskFails = true;
    ladder.resolved(NAME, "192.0.2.7");
    ladder.diskFails = false;
    ladder.resolved(NAME, "192.0.2.7");

    ladder.restart();
    ladder.tick();

    assertThat(prefixes(1)).isEqualTo(scope("192.0.2.7").prefixes());
  }

  @Test
  void writesNothingForAnAnswerThatIsNoNews() {
    ladder.put(alice, "a", 1, request(NAMED, 3600));
    ladder.resolved(NAME, "192.0.2.7");
    var before = ladder.stored.get(key("a", 1));

    ladder.resolved(NAME, "192.0.2.7");

    assertThat(ladder.stored.get(key("a", 1))).isSameAs(before);
  }

  @Test
  void goesOnWithTheMitigatorThatTookItOver() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.mitigated(key("a", 1), new MitigatorEvent.Refused("no room", true));
    assertThat(mitigator(1)).isEqualTo("blackhole");

    ladder.restart();
    ladder.tick();

    assertThat(mitigator(1)).isEqualTo("blackhole");
  }

  @Test
  void auditsAFilterOnceAlthoughItIsAskedForAgain() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.enabled(key("a", 1));

    ladder.restart();
    ladder.tick();
    ladder.enabled(key("a", 1));

    assertThat(ladder.audits("enabled")).hasSize(1);
  }

  @Test
  void goesOnWithTheMitigatorInChargeWhenTheOrderOfPreferenceHasChanged() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");

    ladder.restartWith(
        changed(Ladder.domain().prefixes(), List.of("scrubber", "blackhole", "filter")));
    ladder.tick();

    assertThat(mitigator(1)).isEqualTo("filter");
    assertThat(ladder.performed(Warn.class)).isEmpty();
  }

  @Test
  void takesTheDomainsFirstWhenTheMitigatorInChargeIsGoneAndWarnsOnce() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.put(alice, "a", 2, "192.0.2.2/32");
    ladder.put(alice, "a", 3, Ladder.preconfigured(scope("192.0.2.3/32"), 3600));

    ladder.restartWith(changed(Ladder.domain().prefixes(), List.of("scrubber", "blackhole")));
    ladder.tick();

    assertThat(mitigator(1)).isEqualTo("scrubber");
    assertThat(mitigator(2)).isEqualTo("scrubber");
    assertThat(ladder.performed(Warn.class).getFirst().warning())
        .contains(
            "customer", "'filter' had 2 active mitigations", "scrubber or blackhole takes over");
    ladder.performed.clear();
    ladder.restart();
    ladder.tick();
    assertThat(ladder.performed(Warn.class)).isEmpty();
  }

  @Test
  void beginsANewTryWithTheFirst() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.mitigated(key("a", 1), new MitigatorEvent.Refused("no room", true));
    ladder.mitigated(key("a", 1), new MitigatorEvent.Refused("no room", true));
    assertThat(ladder.enforced).isEmpty();
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    assertThat(mitigator(1)).isEqualTo("filter");

    ladder.restart();
    ladder.tick();

    assertThat(mitigator(1)).isEqualTo("filter");
  }

  @Test
  void continuesATerminatingPeriodWhereItWas() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.delete(alice, "a", 1);
    ladder.passSeconds(50);

    ladder.restart();
    ladder.tick();
    var back = ladder.open("alice");

    assertThat(ladder.enforced).containsOnlyKeys(key("a", 1));
    assertThat(ladder.state(back, "a", 1)).isEqualTo(MitigationState.CLIENT_WITHDRAWN);
    assertThat(ladder.status(back, "a", 1).lifetimeSeconds()).hasValue(70);
    ladder.passSeconds(69);
    assertThat(ladder.enforced).hasSize(1);
    ladder.passSeconds(1);
    assertThat(ladder.enforced).isEmpty();
    assertThat(ladder.stored).isEmpty();
  }

  private List<Prefix> prefixes(long mid) {
    return ladder.enforced.get(key("a", mid)).targets().getFirst().prefixes();
  }

  private String mitigator(long mid) {
    return ladder.enforced.get(key("a", mid)).mitigator();
  }

  private static Domain changed(List<Prefix> prefixes, List<String> mitigators) {
    var domain = Ladder.domain();
    return new Domain(
        domain.name(),
        domain.identities(),
        prefixes,
        domain.names(),
        mitigators.stream().map(MitigatorChoice::of).toList(),
        domain.limits(),
        domain.policy());
  }
}
