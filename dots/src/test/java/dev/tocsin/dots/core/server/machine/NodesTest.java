// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.Domain.Credential;
import dev.tocsin.dots.core.server.Domain.OnOverlap;
import dev.tocsin.dots.core.server.Domain.Policy;
import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.ManagementAnswer;
import dev.tocsin.dots.core.server.ManagementRequest;
import dev.tocsin.dots.core.server.OperatorAnswer;
import dev.tocsin.dots.core.server.OperatorRequest;
import dev.tocsin.dots.core.server.ServerInput;
import dev.tocsin.dots.core.server.ServerOutput;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.core.server.policy.MitigatorChoice;
import dev.tocsin.dots.wire.ConflictCause;
import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.MitigationStatus;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalRequest.Observe;
import dev.tocsin.dots.wire.SignalResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Several servers on one store, as their clients and mitigators see them.
class NodesTest {

  private static SignalRequest put(String cuid, long mid, String prefix) {
    return new SignalRequest.Mitigate(cuid, mid, Ladder.request(Ladder.scope(prefix), 3600));
  }

  private static SignalRequest get(String cuid, Observe observe) {
    return new SignalRequest.Retrieve(cuid, OptionalLong.empty(), ContentFilter.ALL, observe);
  }

  private static MitigationStatus status(Cluster.Member node, SessionId session, String cuid) {
    return first(node.ask(session, get(cuid, Observe.NO)));
  }

  private static MitigationStatus first(SignalResponse response) {
    return ((SignalResponse.Body.Mitigations) response.body()).all().getFirst();
  }

  private static List<MitigationStatus> told(Cluster.Member node) {
    return node.performed.stream()
        .filter(ServerOutput.Notify.class::isInstance)
        .map(each -> first(((ServerOutput.Notify) each).response()))
        .toList();
  }

  private static final class Pair {
    final Cluster cluster;
    final Cluster.Member a;
    final Cluster.Member b;
    final SessionId alice;
    final SessionId bob;

    Pair(OnOverlap policy) {
      this(new Cluster(2, Ladder.domain(policy)));
    }

    Pair(Cluster cluster) {
      this.cluster = cluster;
      a = cluster.node(0);
      b = cluster.node(1);
      cluster.settle();
      alice = a.open("alice");
      bob = b.open("bob");
    }
  }

  @Test
  void showWhatTheOtherHasAccepted() {
    var pair = new Pair(OnOverlap.REFUSE_NEWER);
    var aliceAtB = pair.b.open("alice");

    pair.a.ask(pair.alice, put("alice", 1, "192.0.2.0/25"));
    pair.cluster.settle();

    assertThat(status(pair.b, aliceAtB, "alice").mid()).hasValue(1);
    assertThat(pair.b.standing).isEqualTo(pair.a.standing).hasSize(1);
  }

  @Test
  void refuseWhatIsInConflictWithARequestAtTheOther() {
    var pair = new Pair(OnOverlap.REFUSE_NEWER);
    pair.a.ask(pair.alice, put("alice", 1, "192.0.2.0/25"));
    pair.cluster.settle();

    var answer = pair.b.ask(pair.bob, put("bob", 1, "192.0.2.0/26"));

    assertThat(answer.code()).isEqualTo(ResponseCode.CONFLICT);
  }

  @Test
  void tellTheClientAtTheOtherOfARequestThatWasRefusedBecauseOfItsOwn() {
    // given
    var pair = new Pair(OnOverlap.REFUSE_NEWER);
    pair.a.ask(pair.alice, put("alice", 1, "192.0.2.0/25"));
    pair.cluster.settle();
    pair.a.ask(pair.alice, get("alice", Observe.REGISTER));

    // when
    pair.b.ask(pair.bob, put("bob", 1, "192.0.2.0/26"));
    pair.cluster.settle();

    // then
    var told = told(pair.a).getLast();
    assertThat(told.state()).hasValue(MitigationState.IN_PROGRESS);
    assertThat(told.conflict().orElseThrow().cause()).hasValue(ConflictCause.OVERLAPPING_TARGETS);
  }

  @Test
  void tellBothClientsOfAConflictThatBothNodesAccepted() {
    // given: both are accepted before either node hears of the other
    var pair = new Pair(OnOverlap.REFUSE_NEWER);
    assertThat(pair.a.ask(pair.alice, put("alice", 1, "192.0.2.0/25")).code())
        .isEqualTo(ResponseCode.CREATED);
    assertThat(pair.b.ask(pair.bob, put("bob", 1, "192.0.2.0/26")).code())
        .isEqualTo(ResponseCode.CREATED);
    pair.a.ask(pair.alice, get("alice", Observe.REGISTER));
    pair.b.ask(pair.bob, get("bob", Observe.REGISTER));

    // when
    pair.cluster.settle();

    // then: the same one stays, whoever looks
    assertThat(told(pair.a).getLast().state()).hasValue(MitigationState.IN_PROGRESS);
    assertThat(told(pair.a).getLast().conflict().orElseThrow().cause())
        .hasValue(ConflictCause.OVERLAPPING_TARGETS);
    assertThat(told(pair.b).getLast().state()).hasValue(MitigationState.WITHDRAWN);
    assertThat(told(pair.b).getLast().conflict().orElseThrow().retryTimerSeconds()).isPresent();
    assertThat(pair.a.standing).isEqualTo(pair.b.standing).hasSize(1);
  }

  @Test
  void giveACuidToOneOfTwoThatTookItAtTheSameTime() {
    var pair = new Pair(OnOverlap.KEEP_BOTH);
    pair.a.ask(pair.alice, put("shared", 1, "192.0.2.0/26"));
    pair.b.ask(pair.bob, put("shared", 2, "192.0.2.64/26"));

    pair.cluster.settle();

    assertThat(pair.cluster.inLog()).singleElement().matches(left -> left.owner().equals("bob"));
    var answer = pair.a.ask(pair.alice, put("shared", 3, "192.0.2.128/26"));
    assertThat(answer.code()).isEqualTo(ResponseCode.CONFLICT);
    assertThat(first(answer).conflict().orElseThrow().cause())
        .hasValue(ConflictCause.CUID_COLLISION);
  }

  @Test
  void leaveACuidWithWhomTheLogGaveItWhenACommitFails() {
    // given: a gives the cuid to alice, and its commit comes behind that of b
    var pair = new Pair(OnOverlap.KEEP_BOTH);
    pair.a.send(pair.alice, put("shared", 1, "192.0.2.0/26"));
    pair.b.ask(pair.bob, put("shared", 2, "192.0.2.64/26"));
    pair.a.deliverOne();

    // when
    pair.a.cutOff(true);
    pair.a.cutOff(false);
    pair.cluster.settle();

    // then
    var answer = pair.a.ask(pair.a.open("bob"), put("shared", 3, "192.0.2.128/26"));
    assertThat(answer.code()).isEqualTo(ResponseCode.CREATED);
  }

  @Test
  void knowsAClientAgainThatGetsItsCuidBack() {
    // given: at a bob holds the cuid when it hears of what alice has under it
    var pair = new Pair(OnOverlap.KEEP_BOTH);
    pair.b.ask(pair.b.open("alice"), put("shared", 1, "192.0.2.0/26"));
    pair.a.send(pair.a.open("bob"), put("shared", 7, "192.0.2.64/26"));
    pair.a.deliverOne();
    pair.a.cutOff(true);
    pair.a.cutOff(false);

    // when
    pair.a.ask(pair.alice, put("shared", 2, "192.0.2.0/26"));
    pair.cluster.settle();

    // then: the higher mid has taken the place of the lower one
    assertThat(pair.cluster.inLog()).singleElement().matches(left -> left.key().mid() == 2);
  }

  @Test
  void clearAMidThatAnotherIdentityUsedUnderTheCuid() {
    // given: alice's commit is under way, and what bob has under her cuid is on its way out
    var pair = new Pair(OnOverlap.KEEP_BOTH);
    pair.a.send(pair.alice, put("shared", 5, "192.0.2.0/26"));
    pair.b.ask(pair.bob, put("shared", 1, "192.0.2.64/26"));
    pair.a.deliverOne();

    // when
    var waiting =
        new MitigationRequest(Ladder.scope("192.0.2.128/26"), 3600, false, Optional.empty());
    pair.a.ask(pair.alice, new SignalRequest.Mitigate("shared", 1, waiting));
    pair.cluster.settle();

    // then: it waits for a lost signal, and nothing stands for it
    assertThat(pair.a.standing)
        .isEqualTo(pair.b.standing)
        .singleElement()
        .isEqualTo("filter " + Ladder.key("shared", 5));
  }

  @Test
  void leaveNoFilterForWhatAnotherNodeRemovedWhenACommitFails() {
    // given: at a bob's request makes alice's give way, at b another one of hers takes its place
    var pair = new Pair(OnOverlap.PREFER_NEWER);
    var aliceAtB = pair.b.open("alice");
    pair.b.ask(aliceAtB, put("alice", 1, "192.0.2.0/26"));
    pair.cluster.settle();
    pair.a.send(pair.a.open("bob"), put("bob", 1, "192.0.2.0/26"));
    pair.b.ask(aliceAtB, put("alice", 2, "192.0.2.0/26"));
    pair.a.deliverOne();
    pair.a.deliverOne();

    // when
    pair.a.cutOff(true);

    // then
    assertThat(pair.a.standing).singleElement().isEqualTo("filter " + Ladder.key("alice", 2));
  }

  @Test
  void tellAMitigatorWhatTheOtherEndedBehindWhatItWasToldToDo() {
    // given: what a mitigator has to do waits for a commit
    var pair = new Pair(OnOverlap.REFUSE_NEWER);
    pair.a.ask(pair.alice, put("alice", 1, "192.0.2.0/26"));
    pair.cluster.settle();
    pair.a.send(pair.a.open("bob"), put("bob", 1, "192.0.2.64/26"));
    pair.a.handle(new ServerInput.Driving("filter"));

    // when
    pair.b.ask(pair.b.open("alice"), put("alice", 2, "192.0.2.0/26"));
    pair.cluster.settle();

    // then
    var orders =
        pair.a.performed.stream()
            .filter(
                each ->
                    each instanceof ServerOutput.Drive
                        || each.equals(new ServerOutput.Disable("filter", Ladder.key("alice", 1))))
            .toList();
    assertThat(orders).hasSize(2);
    assertThat(orders.getFirst()).isInstanceOf(ServerOutput.Drive.class);
  }

  @Test
  void goOnForANodeThatIsGone() {
    var pair = new Pair(OnOverlap.REFUSE_NEWER);
    pair.a.ask(pair.alice, put("alice", 1, "192.0.2.0/25"));
    pair.cluster.settle();

    pair.a.crash();
    pair.cluster.tellAlive();
    pair.b.append();
    assertThat(pair.cluster.inLog().getFirst().home()).isEqualTo("b");

    // Its lifetime, and the terminating period behind it.
    pair.cluster.pass(Duration.ofSeconds(3600));
    pair.b.append();
    pair.cluster.pass(Duration.ofSeconds(120));
    pair.b.append();
    assertThat(pair.cluster.inLog()).isEmpty();
    assertThat(pair.b.standing).isEmpty();
  }

  @Test
  void leaveTheTimersOfAMitigationToItsHome() {
    var pair = new Pair(OnOverlap.REFUSE_NEWER);
    pair.a.ask(pair.alice, put("alice", 1, "192.0.2.0/25"));
    pair.cluster.settle();

    pair.cluster.now = pair.cluster.now.plusSeconds(3600);
    pair.b.tick();
    pair.b.append();

    assertThat(pair.cluster.inLog().getFirst().state()).isEqualTo(MitigationState.IN_PROGRESS);
  }

  @Test
  void handsAMitigatorAllThatItHasToDo() {
    var pair = new Pair(OnOverlap.REFUSE_NEWER);
    pair.a.ask(pair.alice, put("alice", 1, "192.0.2.0/25"));
    pair.cluster.settle();

    pair.b.handle(new ServerInput.Driving("filter"));
    pair.b.append();

    var drive =
        pair.b.performed.stream()
            .filter(ServerOutput.Drive.class::isInstance)
            .map(ServerOutput.Drive.class::cast)
            .toList();
    assertThat(drive).singleElement().matches(each -> each.orders().size() == 1);
  }

  @Test
  void whenCutOffAnswersWhatItKnowsAndTakesNothingNew() {
    // given
    var pair = new Pair(OnOverlap.REFUSE_NEWER);
    pair.a.ask(pair.alice, put("alice", 1, "192.0.2.0/25"));
    var bobAtA = pair.a.open("bob");
    pair.a.cutOff(true);

    // when
    var refused = pair.a.send(pair.alice, put("alice", 2, "192.0.2.128/25"));
    var shown = pair.a.send(pair.alice, get("alice", Observe.NO));
    pair.b.ask(pair.bob, put("bob", 7, "192.0.2.192/26"));

    // then
    assertThat(pair.a.answers.get(refused).code()).isEqualTo(ResponseCode.SERVICE_UNAVAILABLE);
    assertThat(pair.a.answers.get(refused).maxAge()).isPresent();
    assertThat(first(pair.a.answers.get(shown)).mid()).hasValue(1);
    assertThat(pair.a.standing).hasSize(1);

    // when the database is back
    pair.a.cutOff(false);
    pair.cluster.settle();
    assertThat(status(pair.a, bobAtA, "bob").mid()).hasValue(7);
    assertThat(pair.a.ask(pair.alice, put("alice", 3, "192.0.2.128/26")).code())
        .isEqualTo(ResponseCode.CREATED);
  }

  @Test
  void whenCutOffRefusesWhatOthersWouldHaveToKnow() {
    // given
    var pair = new Pair(OnOverlap.REFUSE_NEWER);
    pair.a.cutOff(true);
    var remove = new ManagementRequest.RemoveDomain("customer", OptionalLong.empty(), true);
    var list = new ManagementRequest.ListDomains("", 10);
    var approve = new OperatorRequest.Approve(Ladder.key("alice", 1), "olga");

    // when
    pair.a.handle(new ServerInput.ManagementRequested(new ExchangeId(901), "olga", remove));
    pair.a.handle(new ServerInput.ManagementRequested(new ExchangeId(902), "olga", list));
    pair.a.handle(new ServerInput.Operated(new ExchangeId(903), approve));

    // then: nothing was tried that could only fail
    assertThat(pair.a.performed)
        .contains(
            new ServerOutput.AnswerManagement(
                new ExchangeId(901),
                new ManagementAnswer.Refused(
                    ManagementAnswer.Reason.NOT_STORED,
                    "",
                    "the server cannot reach its database at the moment")),
            new ServerOutput.AnswerOperator(new ExchangeId(903), new OperatorAnswer.NotStored()))
        .anyMatch(
            each ->
                each instanceof ServerOutput.AnswerManagement(var exchange, var answer)
                    && exchange.equals(new ExchangeId(902))
                    && answer instanceof ManagementAnswer.Domains);
  }

  @Test
  void warnOfCustomersThatWereAddedAtBothAndOverlap() {
    // given: neither knows of the other's when it takes its own
    var pair = new Pair(OnOverlap.REFUSE_NEWER);
    add(pair.a, "acme", "203.0.113.0/24");
    add(pair.b, "cafe", "203.0.113.0/25");

    // when
    pair.cluster.settle();

    // then
    assertThat(pair.a.performed)
        .contains(
            new ServerOutput.Warn(
                "domain cafe, added at another node in the same moment: 203.0.113.0/25 overlaps"
                    + " 203.0.113.0/24 of the domain 'acme'"));
  }

  private static void add(Cluster.Member node, String name, String prefix) {
    var usual = Ladder.domain(Policy.DEFAULT, MitigatorChoice.of("filter"));
    var domain =
        new Domain(
            name,
            List.of(new Credential.CertificateName(name + ".example")),
            List.of(Prefix.parse(prefix)),
            List.of(),
            usual.mitigators(),
            usual.limits(),
            usual.policy());
    node.handle(
        new ServerInput.ManagementRequested(
            new ExchangeId(904), "olga", new ManagementRequest.AddDomain(domain)));
  }

  @Test
  void whatEndsWhileCutOffEndsWhenTheDatabaseIsBack() {
    var pair = new Pair(OnOverlap.REFUSE_NEWER);
    pair.a.ask(pair.alice, put("alice", 1, "192.0.2.0/25"));
    pair.a.cutOff(true);
    pair.cluster.pass(Duration.ofSeconds(4000));
    assertThat(pair.a.standing).hasSize(1);

    pair.a.cutOff(false);
    pair.cluster.pass(Duration.ZERO);
    pair.cluster.settle();

    assertThat(pair.cluster.inLog().getFirst().state()).isEqualTo(MitigationState.CLIENT_WITHDRAWN);
  }

  @Test
  void sayWhenTheHostOfAFilterIsDown() {
    // given: each node has a filter of its own, and that of b has been asked
    var domain = Ladder.domain(Policy.DEFAULT, MitigatorChoice.of("filter"));
    var pair = new Pair(new Cluster(2, Set.of("filter"), domain));
    pair.b.ask(pair.bob, put("bob", 1, "192.0.2.0/25"));
    pair.cluster.settle();
    assertThat(pair.a.standing).singleElement().asString().startsWith("filter@b ");
    var bobAtA = pair.a.open("bob");
    var key = Ladder.key("bob", 1);
    var enabled =
        new MitigatorEvent.Enabled(
            ((ServerOutput.Enable) enable(pair.a)).order().targets(), "drop");
    for (var node : List.of(pair.a, pair.b)) {
      node.handle(new ServerInput.Mitigated("filter@b", key, enabled));
      for (int report = 1; report < 5; report++) {
        node.handle(new ServerInput.Mitigated("filter@b", key, Ladder.measured(report * 1000L)));
      }
    }
    assertThat(status(pair.a, bobAtA, "bob").state())
        .hasValue(MitigationState.SUCCESSFULLY_MITIGATED);

    // when
    pair.b.crash();
    pair.cluster.tellAlive();
    pair.a.append();

    // then
    assertThat(status(pair.a, bobAtA, "bob").state()).hasValue(MitigationState.IN_PROGRESS);
    assertThat(pair.a.performed).contains(new ServerOutput.Missing(List.of("filter@b")));
  }

  private static ServerOutput enable(Cluster.Member node) {
    return node.performed.stream()
        .filter(ServerOutput.Enable.class::isInstance)
        .reduce((_, last) -> last)
        .orElseThrow();
  }
}
