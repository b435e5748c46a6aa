// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import static dev.tocsin.dots.core.server.machine.Ladder.key;
import static dev.tocsin.dots.core.server.machine.Ladder.reason;
import static dev.tocsin.dots.core.server.machine.Ladder.request;
import static dev.tocsin.dots.core.server.machine.Ladder.scope;
import static dev.tocsin.dots.core.server.machine.Ladder.statuses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.Domain.Lifetimes;
import dev.tocsin.dots.core.server.Domain.Policy;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.core.server.policy.Admission;
import dev.tocsin.dots.core.server.policy.Widths;
import dev.tocsin.dots.wire.ConflictCause;
import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalRequest.Observe;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MitigationRequestTest {

  private final Ladder ladder = new Ladder(Ladder.domain());
  private final SessionId alice = ladder.open("alice");

  @Test
  void isCreatedStoredAndEnforcedInThisOrder() {
    var answer = ladder.put(alice, "a", 1, "192.0.2.1/32");

    assertThat(answer.code()).isEqualTo(ResponseCode.CREATED);
    assertThat(statuses(answer).getFirst().mid()).hasValue(1);
    assertThat(statuses(answer).getFirst().lifetimeSeconds()).hasValue(3600);
    assertThat(ladder.stored).containsOnlyKeys(key("a", 1));
    assertThat(ladder.enforced.get(key("a", 1)).mitigator()).isEqualTo("filter");
    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.IN_PROGRESS);
  }

  @Test
  void isRefreshedByTheSameRequestAgain() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.passSeconds(3000);

    var answer = ladder.put(alice, "a", 1, request(scope("192.0.2.1/32"), 1800));

    assertThat(answer.code()).isEqualTo(ResponseCode.CHANGED);
    assertThat(ladder.status(alice, "a", 1).lifetimeSeconds()).hasValue(1800);
    assertThat(ladder.performed(dev.tocsin.dots.core.server.ServerOutput.Enable.class)).hasSize(1);
  }

  @Test
  void isNotChangedUnderTheSameMid() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");

    var answer = ladder.put(alice, "a", 1, "192.0.2.2/32");

    assertThat(answer.code()).isEqualTo(ResponseCode.BAD_REQUEST);
    assertThat(reason(answer)).contains("mid 1");
  }

  @Test
  void mayNameItsTargetsInAnotherOrderWhenRefreshed() {
    ladder.put(alice, "a", 1, request(scope("192.0.2.1/32", "192.0.2.2/32"), 60));

    var answer = ladder.put(alice, "a", 1, request(scope("192.0.2.2/32", "192.0.2.1/32"), 60));

    assertThat(answer.code()).isEqualTo(ResponseCode.CHANGED);
  }

  @Test
  void isReplacedByAHigherMidThatOverlaps() {
    ladder.put(alice, "a", 1, "192.0.2.0/28");

    var answer = ladder.put(alice, "a", 2, "192.0.2.1/32");

    assertThat(answer.code()).isEqualTo(ResponseCode.CREATED);
    assertThat(ladder.enforced).containsOnlyKeys(key("a", 2));
    assertThat(ladder.stored).containsOnlyKeys(key("a", 2));
  }

  @Test
  void isRefusedBelowAMidThatOverlaps() {
    ladder.put(alice, "a", 2, "192.0.2.0/28");

    var answer = ladder.put(alice, "a", 1, "192.0.2.1/32");

    assertThat(answer.code()).isEqualTo(ResponseCode.CONFLICT);
    var conflict = statuses(answer).getFirst().conflict().orElseThrow();
    assertThat(conflict.cause()).hasValue(ConflictCause.OVERLAPPING_TARGETS);
    assertThat(conflict.mid()).hasValue(2);
    assertThat(conflict.scope()).hasValue(scope("192.0.2.1/32"));
    assertThat(conflict.status()).isEmpty();
  }

  @Test
  void livesBesideOneThatDoesNotOverlapWhateverTheMid() {
    ladder.put(alice, "a", 2, "192.0.2.1/32");

    assertThat(ladder.put(alice, "a", 1, "192.0.2.2/32").code()).isEqualTo(ResponseCode.CREATED);
    assertThat(ladder.enforced).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "198.51.100.1/32",
        "192.0.0.0/8",
        "0.0.0.0/0",
        "127.0.0.1/32",
        "224.0.0.1/32",
        "255.255.255.255/32",
        "ff02::1/128",
        "::1/128",
        "2001:db9::/32"
      })
  void isRefusedOutsideTheDomain(String prefix) {
    var answer = ladder.put(alice, "a", 1, prefix);

    assertThat(answer.code()).isEqualTo(ResponseCode.BAD_REQUEST);
    assertThat(reason(answer)).contains(dev.tocsin.base.net.Prefix.parse(prefix).toString());
    assertThat(ladder.stored).isEmpty();
  }

  @Test
  void isRefusedWithoutAnyTarget() {
    var onlyPorts =
        new Scope(
            List.of(),
            List.of(dev.tocsin.base.net.PortRange.of(80)),
            List.of(),
            List.of(),
            List.of(),
            List.of());

    assertThat(ladder.put(alice, "a", 1, request(onlyPorts, 60)).code())
        .isEqualTo(ResponseCode.BAD_REQUEST);
  }

  @Test
  void isRefusedWithAnUnknownAlias() {
    var aliased = new Scope(List.of(), List.of(), List.of(), List.of(), List.of(), List.of("web"));

    var answer = ladder.put(alice, "a", 1, request(aliased, 60));

    assertThat(answer.code()).isEqualTo(ResponseCode.BAD_REQUEST);
    assertThat(reason(answer)).contains("'web'");
  }

  @Test
  void keepsAnIndefiniteLifetimeIfThePolicyAllowsIt() {
    var answer =
        ladder.put(alice, "a", 1, request(scope("192.0.2.1/32"), MitigationRequest.INDEFINITE));

    assertThat(statuses(answer).getFirst().lifetimeSeconds()).hasValue(-1);
    ladder.pass(Duration.ofDays(10));
    assertThat(ladder.enforced).hasSize(1);
  }

  @Test
  void getsTheLongestLifetimeInPlaceOfAnIndefiniteOne() {
    var strict =
        new Ladder(
            Ladder.domain(
                Policy.DEFAULT.with(
                    new Lifetimes(
                        Duration.ofHours(2),
                        false,
                        Duration.ofSeconds(120),
                        Duration.ofSeconds(300)))));
    var session = strict.open("alice");

    var indefinite =
        strict.put(session, "a", 1, request(scope("192.0.2.1/32"), MitigationRequest.INDEFINITE));
    var endless = strict.put(session, "a", 2, request(scope("192.0.2.2/32"), 1_000_000));

    assertThat(statuses(indefinite).getFirst().lifetimeSeconds()).hasValue(7200);
    assertThat(statuses(endless).getFirst().lifetimeSeconds()).hasValue(7200);
  }

  @Test
  void isRefusedWithAPrefixWiderThanTheDomainMayAskForAlsoInAnAlias() {
    var admission =
        new Admission(new Widths(28, 64), Admission.OPEN.approval(), Admission.OPEN.dryRun());
    var strict = new Ladder(Ladder.domain(Policy.DEFAULT.with(admission)));
    var session = strict.open("alice");
    strict.register("alice", "a");
    strict.alias("alice", "a", "net", scope("192.0.2.0/24"));

    var wide = strict.put(session, "a", 1, "192.0.2.0/27");
    var wide6 = strict.put(session, "a", 2, "2001:db8::/63");
    var aliased =
        strict.put(session, "a", 3, request(scope("192.0.2.1/32").withAliases(List.of("net")), 60));
    var fitting = strict.put(session, "a", 4, "192.0.2.0/28");

    assertThat(wide.code()).isEqualTo(ResponseCode.BAD_REQUEST);
    assertThat(reason(wide)).contains("192.0.2.0/27 is wider than /28");
    assertThat(reason(wide6)).contains("2001:db8::/63 is wider than /64");
    assertThat(reason(aliased)).contains("192.0.2.0/24 is wider than /28");
    assertThat(fitting.code()).isEqualTo(ResponseCode.CREATED);
    assertThat(strict.audits("refuse")).hasSize(3);
  }

  @Test
  void isRefusedWhenTheDomainHasAllItMayHave() {
    var small = new Ladder(Ladder.domain(Policy.DEFAULT, new Domain.Limits(1000, 2, 10)));
    var session = small.open("alice");
    small.put(session, "a", 1, "192.0.2.1/32");
    small.put(session, "a", 2, "192.0.2.2/32");

    var third = small.put(session, "a", 3, "192.0.2.3/32");
    var replacing = small.put(session, "a", 4, "192.0.2.2/32");

    assertThat(third.code()).isEqualTo(ResponseCode.SERVICE_UNAVAILABLE);
    assertThat(third.maxAge()).isPresent();
    assertThat(replacing.code()).isEqualTo(ResponseCode.CREATED);
  }

  @Test
  void isSlowedDownWhenAClientAsksTooOften() {
    var slow = new Ladder(Ladder.domain(Policy.DEFAULT, new Domain.Limits(2, 1000, 10)));
    var session = slow.open("alice");
    for (int mid = 1; mid <= 20; mid++) slow.put(session, "a", 1, "192.0.2.1/32");

    var tooMany = slow.put(session, "a", 1, "192.0.2.1/32");
    slow.passSeconds(1);
    var later = slow.put(session, "a", 1, "192.0.2.1/32");

    assertThat(tooMany.code()).isEqualTo(ResponseCode.TOO_MANY_REQUESTS);
    assertThat(tooMany.maxAge()).hasValue(1);
    assertThat(later.code()).isEqualTo(ResponseCode.CHANGED);
  }

  @Test
  void isRefusedUnderACuidOfSomebodyElse() {
    var bob = ladder.open("bob");
    ladder.put(alice, "a", 1, "192.0.2.1/32");

    var answer = ladder.put(bob, "a", 2, "192.0.2.2/32");

    assertThat(answer.code()).isEqualTo(ResponseCode.CONFLICT);
    var conflict = statuses(answer).getFirst().conflict().orElseThrow();
    assertThat(conflict.cause()).hasValue(ConflictCause.CUID_COLLISION);
    assertThat(conflict.status()).isEmpty();
    assertThat(conflict.scope()).isEmpty();
    assertThat(conflict.retryTimerSeconds()).isEmpty();
  }

  @Test
  void isUnauthorizedOnASessionOfNoDomain() {
    var mallory = ladder.open("mallory");

    assertThat(ladder.performed(dev.tocsin.dots.core.server.ServerOutput.CloseSession.class))
        .extracting(close -> close.session())
        .containsExactly(mallory);
    assertThat(ladder.put(mallory, "m", 1, "192.0.2.1/32").code())
        .isEqualTo(ResponseCode.UNAUTHORIZED);
  }

  @Test
  void isReadBackOneByOneAndTogether() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.put(alice, "a", 2, "192.0.2.2/32");

    assertThat(statuses(ladder.get(alice, "a")))
        .extracting(status -> status.mid().orElseThrow())
        .containsExactly(1L, 2L);
    var one = ladder.status(alice, "a", 1);
    assertThat(one.scope()).hasValue(scope("192.0.2.1/32"));
    assertThat(one.startSeconds()).hasValue(Ladder.START.getEpochSecond());
  }

  @Test
  void showsOnlyWhatTheFilterAsksFor() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");

    var config = statuses(ladder.ask(alice, retrieve("a", 1, ContentFilter.CONFIG))).getFirst();
    var rest = statuses(ladder.ask(alice, retrieve("a", 1, ContentFilter.NON_CONFIG))).getFirst();

    assertThat(config.state()).isEmpty();
    assertThat(config.scope()).isPresent();
    assertThat(rest.scope()).isEmpty();
    assertThat(rest.state()).isPresent();
  }

  @Test
  void isNotFoundWhereThereIsNone() {
    var bob = ladder.open("bob");
    ladder.put(alice, "a", 1, "192.0.2.1/32");

    assertThat(ladder.get(alice, "other").code()).isEqualTo(ResponseCode.NOT_FOUND);
    assertThat(ladder.ask(alice, retrieve("a", 2, ContentFilter.ALL)).code())
        .isEqualTo(ResponseCode.NOT_FOUND);
    assertThat(ladder.get(bob, "a").code()).isEqualTo(ResponseCode.NOT_FOUND);
  }

  private static SignalRequest retrieve(String cuid, long mid, ContentFilter filter) {
    return new SignalRequest.Retrieve(cuid, OptionalLong.of(mid), filter, Observe.NO);
  }
}
