// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import static dev.tocsin.dots.core.server.machine.Ladder.key;
import static dev.tocsin.dots.core.server.machine.Ladder.preconfigured;
import static dev.tocsin.dots.core.server.machine.Ladder.request;
import static dev.tocsin.dots.core.server.machine.Ladder.scope;
import static dev.tocsin.dots.core.server.machine.Ladder.statuses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.core.server.Consent;
import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.Domain.OnOverlap;
import dev.tocsin.dots.core.server.Domain.Policy;
import dev.tocsin.dots.core.server.OperatorAnswer;
import dev.tocsin.dots.core.server.OperatorRequest;
import dev.tocsin.dots.core.server.ServerOutput.Waiting;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.core.server.policy.Admission;
import dev.tocsin.dots.core.server.policy.Approval;
import dev.tocsin.dots.core.server.policy.Widths;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.ResponseCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Mitigations that wait for a person's approval.
class ApprovalTest {

  private static final Approval ALWAYS = new Approval.Always();
  private static final Approval NETS =
      new Approval.When(new Widths(32, 128), Optional.empty(), List.of());

  private final Ladder ladder = new Ladder(domain(ALWAYS));
  private final SessionId alice = ladder.open("alice");

  private static Domain domain(Approval approval) {
    return domain(approval, Policy.DEFAULT);
  }

  private static Domain domain(Approval approval, Policy policy) {
    return Ladder.domain(policy.with(new Admission(Widths.ANY, approval, false)));
  }

  @Test
  void areAcceptedShownWithStatus1AndNotEnforced() {
    var answer = ladder.put(alice, "a", 1, "192.0.2.1/32");

    assertThat(answer.code()).isEqualTo(ResponseCode.CREATED);
    assertThat(statuses(answer).getFirst().lifetimeSeconds()).hasValue(3600);
    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.IN_PROGRESS);
    // RFC 9132 §4.4.2: only what is active has begun.
    assertThat(ladder.status(alice, "a", 1).startSeconds()).isEmpty();
    assertThat(ladder.enforced).isEmpty();
    assertThat(ladder.audits("wait-for-approval"))
        .extracting(audit -> audit.detail())
        .containsExactly("mid 1: every mitigation of this domain");
  }

  @Test
  void areEnforcedOnceApprovedWithWhoApprovedInTheAuditLog() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.passSeconds(60);

    assertThat(ladder.approve("a", 1)).isEqualTo(new OperatorAnswer.Done());

    assertThat(ladder.enforced).containsOnlyKeys(key("a", 1));
    assertThat(ladder.status(alice, "a", 1).startSeconds()).hasValue(ladder.now.getEpochSecond());
    assertThat(ladder.status(alice, "a", 1).lifetimeSeconds()).hasValue(3540);
    assertThat(ladder.audits("approve"))
        .extracting(audit -> audit.detail())
        .containsExactly("mid 1 by jo");
  }

  @Test
  void waitThroughARestartAndStayApprovedThroughOne() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");

    ladder.restart();
    ladder.tick();
    assertThat(ladder.enforced).isEmpty();
    ladder.approve("a", 1);
    ladder.restart();
    ladder.tick();

    assertThat(ladder.enforced).containsOnlyKeys(key("a", 1));
    assertThat(ladder.stored.get(key("a", 1)).consent()).isInstanceOf(Consent.Given.class);
  }

  @Test
  void doNotWaitLongerThanTheirLifetime() {
    ladder.put(alice, "a", 1, request(scope("192.0.2.1/32"), 60));

    ladder.passSeconds(60);

    assertThat(ladder.stored).isEmpty();
    assertThat(ladder.approve("a", 1))
        .isEqualTo(new OperatorAnswer.Impossible("there is no mitigation customer/a/1"));
  }

  @Test
  void endWithStatus7WhenRefused() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    var observation = ladder.observe(alice, "a", OptionalLong.of(1));

    var answer = ladder.operate(new OperatorRequest.Refuse(key("a", 1), "jo", "a test"));

    assertThat(answer).isEqualTo(new OperatorAnswer.Done());
    assertThat(ladder.toldStates(observation)).endsWith(MitigationState.WITHDRAWN);
    assertThat(ladder.stored).isEmpty();
    assertThat(ladder.audits("disapprove"))
        .extracting(audit -> audit.detail())
        .containsExactly("mid 1 by jo: a test");
  }

  @Test
  void needNoSecondApprovalForARefresh() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.approve("a", 1);

    var refreshed = ladder.put(alice, "a", 1, "192.0.2.1/32");

    assertThat(refreshed.code()).isEqualTo(ResponseCode.CHANGED);
    assertThat(ladder.enforced).hasSize(1);
  }

  @Test
  void goOnWaitingWhenRefreshed() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.passSeconds(600);

    var refreshed = ladder.put(alice, "a", 1, "192.0.2.1/32");

    assertThat(refreshed.code()).isEqualTo(ResponseCode.CHANGED);
    assertThat(statuses(refreshed).getFirst().lifetimeSeconds()).hasValue(3600);
    assertThat(ladder.enforced).isEmpty();
  }

  @Test
  void needApprovalAgainForAWiderScopeAndNotForANarrowerOne() {
    ladder.put(alice, "a", 1, "192.0.2.0/28");
    ladder.approve("a", 1);

    ladder.put(alice, "a", 2, "192.0.2.0/29");
    assertThat(ladder.enforced).containsOnlyKeys(key("a", 2));
    ladder.put(alice, "a", 3, "192.0.2.0/27");

    // What is active goes on until a person has decided.
    assertThat(ladder.enforced).containsOnlyKeys(key("a", 2));
    ladder.approve("a", 3);
    assertThat(ladder.enforced).containsOnlyKeys(key("a", 3));
    assertThat(ladder.stored).containsOnlyKeys(key("a", 3));
  }

  @Test
  void leaveWhatTheyWouldReplaceInPlaceWhenRefused() {
    ladder.put(alice, "a", 1, "192.0.2.0/28");
    ladder.approve("a", 1);
    ladder.put(alice, "a", 2, "192.0.2.0/27");

    ladder.refuse("a", 2);

    assertThat(ladder.enforced).containsOnlyKeys(key("a", 1));
  }

  @Test
  void areOnlyThoseThatTheRuleNames() {
    var ruled = new Ladder(domain(NETS));
    var session = ruled.open("alice");

    ruled.put(session, "a", 1, "192.0.2.1/32");
    ruled.put(session, "a", 2, "192.0.2.128/25");

    assertThat(ruled.enforced).containsOnlyKeys(key("a", 1));
    assertThat(ruled.audits("wait-for-approval"))
        .extracting(audit -> audit.detail())
        .containsExactly("mid 2: 192.0.2.128/25 is wider than /32");
  }

  @Test
  void areThoseForALongTimeAndARefreshIsNoWayAroundIt() {
    var ruled =
        new Ladder(
            domain(new Approval.When(Widths.ANY, Optional.of(Duration.ofHours(1)), List.of())));
    var session = ruled.open("alice");

    ruled.put(session, "a", 1, request(scope("192.0.2.1/32"), MitigationRequest.INDEFINITE));
    ruled.put(session, "a", 2, request(scope("192.0.2.2/32"), 3600));
    var refreshed = ruled.put(session, "a", 2, request(scope("192.0.2.2/32"), 7200));
    var endless =
        ruled.put(session, "a", 2, request(scope("192.0.2.2/32"), MitigationRequest.INDEFINITE));

    assertThat(ruled.enforced).containsOnlyKeys(key("a", 2));
    assertThat(statuses(refreshed).getFirst().lifetimeSeconds()).hasValue(3600);
    assertThat(statuses(endless).getFirst().lifetimeSeconds()).hasValue(3600);
    ruled.approve("a", 1);
    var approved =
        ruled.put(session, "a", 1, request(scope("192.0.2.1/32"), MitigationRequest.INDEFINITE));
    assertThat(statuses(approved).getFirst().lifetimeSeconds()).hasValue(-1);
  }

  @Test
  void areThoseOfAMitigatorAlsoWhenItIsTheNextChoice() {
    var ruled =
        new Ladder(domain(new Approval.When(Widths.ANY, Optional.empty(), List.of("blackhole"))));
    var session = ruled.open("alice");
    ruled.put(session, "a", 1, "192.0.2.1/32");
    assertThat(ruled.enforced.get(key("a", 1)).mitigator()).isEqualTo("filter");

    ruled.mitigated(key("a", 1), new MitigatorEvent.Refused("no room", true));
    assertThat(ruled.enforced).isEmpty();
    assertThat(ruled.state(session, "a", 1)).isEqualTo(MitigationState.IN_PROGRESS);
    ruled.approve("a", 1);

    assertThat(ruled.standing.keySet()).containsExactly("filter customer/a/1");
  }

  @Test
  void canBeApprovedBeforeASignalIsLost() {
    ladder.put(alice, "a", 1, preconfigured(scope("192.0.2.1/32"), 36_000));
    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.SIGNAL_LOSS);
    ladder.approve("a", 1);
    assertThat(ladder.enforced).isEmpty();

    ladder.silent = true;
    ladder.handle(new dev.tocsin.dots.core.server.ServerInput.SessionClosed(alice));
    ladder.passSeconds(600);

    assertThat(ladder.enforced).containsOnlyKeys(key("a", 1));
  }

  @Test
  void waitAfterALostSignalWhenNobodyApprovedThemBefore() {
    ladder.put(alice, "a", 1, preconfigured(scope("192.0.2.1/32"), 36_000));
    ladder.handle(new dev.tocsin.dots.core.server.ServerInput.SessionClosed(alice));
    ladder.passSeconds(600);
    assertThat(ladder.enforced).isEmpty();
    var back = ladder.open("alice");
    assertThat(ladder.state(back, "a", 1)).isEqualTo(MitigationState.IN_PROGRESS);

    ladder.approve("a", 1);

    assertThat(ladder.enforced).containsOnlyKeys(key("a", 1));
  }

  @Test
  void keepNobodyOut() {
    var ruled = new Ladder(domain(NETS, Policy.DEFAULT.with(OnOverlap.REFUSE_NEWER)));
    var first = ruled.open("alice");
    var second = ruled.open("bob");
    ruled.put(first, "a", 1, "192.0.2.0/28");

    var other = ruled.put(second, "b", 1, "192.0.2.1/32");
    ruled.approve("a", 1);

    assertThat(other.code()).isEqualTo(ResponseCode.CREATED);
    assertThat(ruled.enforced).containsOnlyKeys(key("b", 1));
    assertThat(ruled.state(first, "a", 1)).isEqualTo(MitigationState.WITHDRAWN);
    ruled.delete(second, "b", 1);
    ruled.passSeconds(120);
    assertThat(ruled.enforced).containsOnlyKeys(key("a", 1));
  }

  @Test
  void areListedForTheOperatorAndCounted() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.put(alice, "a", 2, "192.0.2.2/32");
    ladder.approve("a", 1);
    ladder.enabled(key("a", 1));

    var waiting = shown(new OperatorRequest.Show(true, 10));
    var all = shown(new OperatorRequest.Show(false, 1));

    assertThat(waiting.shown())
        .extracting(each -> each.mitigation().key())
        .containsExactly(key("a", 2));
    assertThat(waiting.shown().getFirst().mitigation().consent())
        .isEqualTo(new Consent.Awaited(Ladder.START, "every mitigation of this domain"));
    assertThat(all.shown().getFirst().enabledBy()).containsExactly("filter");
    assertThat(all.more()).isEqualTo(1);
    assertThat(ladder.performed(Waiting.class))
        .containsExactly(new Waiting(1), new Waiting(2), new Waiting(1));
  }

  @Test
  void areNotApprovedTwiceNorWithoutNeed() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.approve("a", 1);

    assertThat(ladder.approve("a", 1))
        .isEqualTo(new OperatorAnswer.Impossible("customer/a/1 was approved by jo"));
    assertThat(ladder.refuse("a", 1)).isInstanceOf(OperatorAnswer.Impossible.class);
    assertThat(ladder.enforced).hasSize(1);
  }

  @Test
  void waitOnWhenTheApprovalCannotBeStored() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");

    ladder.diskFails = true;
    assertThat(ladder.approve("a", 1)).isEqualTo(new OperatorAnswer.NotStored());
    ladder.diskFails = false;

    assertThat(ladder.enforced).isEmpty();
    ladder.approve("a", 1);
    assertThat(ladder.enforced).hasSize(1);
  }

  private OperatorAnswer.Mitigations shown(OperatorRequest request) {
    return (OperatorAnswer.Mitigations) ladder.operate(request);
  }
}
