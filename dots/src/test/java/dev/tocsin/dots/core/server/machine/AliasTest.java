// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import static dev.tocsin.dots.core.server.machine.Ladder.key;
import static dev.tocsin.dots.core.server.machine.Ladder.reason;
import static dev.tocsin.dots.core.server.machine.Ladder.request;
import static dev.tocsin.dots.core.server.machine.Ladder.scope;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.MitigationOrder.Target;
import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.Domain.OnOverlap;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.data.rest.DataRequest;
import dev.tocsin.dots.wire.data.rest.DataTarget;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Aliases of the data channel in requests of the signal channel.
class AliasTest {

  private static final PortRange HTTPS = new PortRange(443, 443);
  private static final Scope WEB =
      new Scope(
          scope("192.0.2.1/32").prefixes(),
          List.of(HTTPS),
          List.of(6),
          List.of(),
          List.of(),
          List.of());
  private static final Scope DNS =
      new Scope(
          scope("192.0.2.53/32").prefixes(),
          List.of(),
          List.of(17),
          List.of("ns.example.com"),
          List.of(),
          List.of());

  private final Ladder ladder = new Ladder(Ladder.domain(OnOverlap.REFUSE_NEWER));
  private final SessionId alice = ladder.open("alice");

  AliasTest() {
    ladder.register("alice", "a");
    ladder.alias("alice", "a", "web", WEB);
    ladder.alias("alice", "a", "dns", DNS);
  }

  @Test
  void areTargetsOfTheirOwnBesideWhatTheRequestNames() {
    var asked =
        new Scope(
            scope("192.0.2.9/32").prefixes(),
            List.of(),
            List.of(1),
            List.of(),
            List.of(),
            List.of("web", "dns"));

    ladder.put(alice, "a", 1, request(asked, 3600));
    ladder.resolved("ns.example.com", "192.0.2.54");

    assertThat(targets(1))
        .containsExactly(
            new Target(scope("192.0.2.9/32").prefixes(), List.of(), List.of(1)),
            new Target(scope("192.0.2.1/32").prefixes(), List.of(HTTPS), List.of(6)),
            new Target(scope("192.0.2.53/32", "192.0.2.54/32").prefixes(), List.of(), List.of(17)));
    ladder.enabled(key("a", 1));
    assertThat(ladder.status(alice, "a", 1).scope()).contains(asked);
  }

  @Test
  void thatNobodyCreatedAreRefused() {
    var answer = ladder.put(alice, "a", 1, request(aliases("web", "mail"), 3600));

    assertThat(answer.code()).isEqualTo(ResponseCode.BAD_REQUEST);
    assertThat(reason(answer)).isEqualTo("alias-name 'mail' is not known");
  }

  @Test
  void ofAnotherClientAreUnknown() {
    var bob = ladder.open("bob");

    var answer = ladder.put(bob, "b", 1, request(aliases("web"), 3600));

    assertThat(reason(answer)).isEqualTo("alias-name 'web' is not known");
  }

  @Test
  void standForWhatTheyStoodForWhenTheRequestWasAccepted() {
    ladder.put(alice, "a", 1, request(aliases("web"), 3600));

    ladder.alias("alice", "a", "web", scope("192.0.2.77/32"));
    assertThat(prefixes(1)).isEqualTo(WEB.prefixes());
    ladder.put(alice, "a", 1, request(aliases("web"), 3600));
    assertThat(prefixes(1)).isEqualTo(WEB.prefixes());
    ladder.data("alice", new DataRequest.Delete(new DataTarget.Alias("a", "web")));
    ladder.restart();
    ladder.tick();

    assertThat(prefixes(1)).isEqualTo(WEB.prefixes());
    assertThat(ladder.enforced.get(key("a", 1)).targets().getFirst().ports())
        .containsExactly(HTTPS);
  }

  @Test
  void standForSomethingElseInANewRequestWhichReplacesTheOldOne() {
    ladder.put(alice, "a", 1, request(aliases("web"), 3600));
    ladder.alias("alice", "a", "web", scope("192.0.2.77/32"));

    ladder.put(alice, "a", 2, request(aliases("web"), 3600));

    assertThat(ladder.enforced).containsOnlyKeys(key("a", 2));
    assertThat(prefixes(2)).isEqualTo(scope("192.0.2.77/32").prefixes());
  }

  @Test
  void overlapWithTheSameAddressesHoweverTheyAreNamed() {
    ladder.put(alice, "a", 1, request(aliases("web"), 3600));

    ladder.put(alice, "a", 2, "192.0.2.0/30");

    assertThat(ladder.enforced).containsOnlyKeys(key("a", 2));
    assertThat(ladder.put(alice, "a", 1, request(aliases("web"), 3600)).code())
        .isEqualTo(ResponseCode.CONFLICT);
  }

  @Test
  void conflictWithTheSameAddressesOfAnotherClient() {
    var bob = ladder.open("bob");
    ladder.put(bob, "b", 1, "192.0.2.0/30");

    var answer = ladder.put(alice, "a", 1, request(aliases("web", "dns"), 3600));

    assertThat(answer.code()).isEqualTo(ResponseCode.CONFLICT);
    var conflict = Ladder.statuses(answer).getFirst().conflict().orElseThrow();
    assertThat(conflict.scope().orElseThrow().prefixes()).isEqualTo(WEB.prefixes());
    assertThat(conflict.scope().orElseThrow().aliases()).isEmpty();
  }

  @Test
  void ofTwoClientsWithTheSameNameHaveNothingToDoWithEachOther() {
    var bob = ladder.open("bob");
    ladder.register("bob", "b");
    ladder.alias("bob", "b", "web", scope("192.0.2.99/32"));
    ladder.put(alice, "a", 1, request(aliases("web"), 3600));

    var answer = ladder.put(bob, "b", 1, request(aliases("web"), 3600));

    assertThat(answer.code()).isEqualTo(ResponseCode.CREATED);
    assertThat(ladder.enforced).containsOnlyKeys(key("a", 1), key("b", 1));
  }

  @Test
  void endTheMitigationWhenTheDomainLosesWhatTheyStandFor() {
    ladder.put(alice, "a", 1, request(aliases("web"), 3600));
    var all = ladder.observe(alice, "a", OptionalLong.of(1));

    ladder.replace(smaller());

    assertThat(ladder.enforced).isEmpty();
    assertThat(ladder.toldStates(all)).contains(MitigationState.WITHDRAWN);
  }

  @Test
  void countWithEverythingTheyStandFor() {
    var many = new String[64];
    for (int i = 0; i < many.length; i++) many[i] = "192.0.2." + i + "/32";
    for (int i = 0; i < 8; i++) ladder.alias("alice", "a", "many" + i, scope(many));
    var asked = aliases("many0", "many1", "many2", "many3", "many4", "many5", "many6", "many7");

    var answer = ladder.put(alice, "a", 1, request(asked, 3600));

    assertThat(reason(answer)).isEqualTo("512 values are more than the 500 allowed");
  }

  private static Domain smaller() {
    var domain = Ladder.domain();
    return new Domain(
        domain.name(),
        domain.identities(),
        List.of(Prefix.parse("2001:db8::/32")),
        domain.names(),
        domain.mitigators(),
        domain.limits(),
        domain.policy());
  }

  private static Scope aliases(String... names) {
    return Scope.EMPTY.withAliases(List.of(names));
  }

  private List<Target> targets(long mid) {
    return ladder.enforced.get(key("a", mid)).targets();
  }

  private List<Prefix> prefixes(long mid) {
    return targets(mid).getFirst().prefixes();
  }
}
