// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.client.ClientChange;
import dev.tocsin.dots.core.client.ClientCommand;
import dev.tocsin.dots.core.client.ClientInput;
import dev.tocsin.dots.core.client.ClientOutput;
import dev.tocsin.dots.core.client.ClientReply;
import dev.tocsin.dots.core.client.ClientState;
import dev.tocsin.dots.wire.AttackStatus;
import dev.tocsin.dots.wire.ConflictCause;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.SignalRequest.Mitigate;
import dev.tocsin.dots.wire.SignalRequest.Retrieve;
import dev.tocsin.dots.wire.SignalRequest.UpdateEfficacy;
import dev.tocsin.dots.wire.SignalRequest.Withdraw;
import dev.tocsin.dots.wire.SignalResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MitigationTest {

  private static final Duration ROUND = Duration.ofSeconds(4);

  private final Agent agent = Agent.connected();

  @Test
  void storesARequestBeforeItGoesOutAndAnswersWhenItIsGranted() {
    var command = agent.mitigate("web", "192.0.2.0/24");
    agent.pass(ROUND);

    var commit = firstCommit();
    var put = agent.sent(Mitigate.class).getFirst();
    assertThat(commit.changes())
        .anyMatch(
            change ->
                change instanceof ClientChange.PutWanted(var label, _, var mids)
                    && label.equals("web")
                    && mids.equals(List.of(1L)));
    assertThat(agent.outputs.indexOf(commit)).isLessThan(agent.outputs.indexOf(put));
    assertThat(put.confirmable()).isFalse();
    assertThat(agent.replies(command)).isEmpty();

    agent.answer(put, Answers.created(1, 3600));

    assertThat(agent.replies(command)).singleElement().isInstanceOf(ClientReply.Granted.class);
  }

  @Test
  void repeatsAnUnansweredRequestWithTheSameMidEveryThreeSecondsWithoutAnEstimate() {
    agent.mitigate("web", "192.0.2.0/24");
    agent.pass(Duration.ofSeconds(11));

    var puts = agent.sent(Mitigate.class);

    assertThat(puts).hasSizeBetween(3, 4);
    assertThat(puts).extracting(each -> ((Mitigate) each.request()).mid()).containsOnly(1L);
    assertThat(puts).extracting(ClientOutput.Send::id).doesNotHaveDuplicates();
  }

  @Test
  void acceptsALateAnswerToAnEarlierCopy() {
    var command = agent.mitigate("web", "192.0.2.0/24");
    agent.pass(Duration.ofSeconds(8));
    var puts = agent.sent(Mitigate.class);
    assertThat(puts).hasSizeGreaterThan(1);

    agent.answer(puts.getFirst(), Answers.created(1, 3600));
    agent.outputs.removeIf(each -> each instanceof ClientOutput.Send);
    agent.pass(ROUND);

    assertThat(agent.replies(command)).hasSize(1);
    assertThat(agent.sent(Mitigate.class)).isEmpty();
  }

  @Test
  void givesEveryRequestAHigherMid() {
    agent.mitigate("a", "192.0.2.1");
    agent.mitigate("b", "192.0.2.2");
    agent.pass(Duration.ofSeconds(7));

    assertThat(agent.sent(Mitigate.class))
        .extracting(each -> ((Mitigate) each.request()).mid())
        .contains(1L, 2L);
  }

  @Test
  void observesAGrantedMitigationAndTellsWatchersOfItsStatus() {
    var watcher = agent.command(new ClientCommand.Watch());
    granted("web");
    var get = observation();

    agent.answer(get, Answers.content(1, 3600, MitigationState.IN_PROGRESS));
    agent.notify(get, Answers.content(1, 3590, MitigationState.SUCCESSFULLY_MITIGATED));

    assertThat(agent.replies(watcher))
        .last()
        .isInstanceOfSatisfying(
            ClientReply.StatusChanged.class,
            changed ->
                assertThat(changed.request().status().getFirst().state())
                    .contains(MitigationState.SUCCESSFULLY_MITIGATED));
  }

  @Test
  void asksAgainWhenNotificationsStayAway() {
    granted("web");
    agent.answer(observation(), Answers.content(1, 3600, MitigationState.IN_PROGRESS));
    agent.taken(ClientOutput.Send.class);

    agent.pass(Duration.ofSeconds(31));

    assertThat(agent.sent(Retrieve.class)).isNotEmpty();
  }

  @Test
  void withdrawsWhenTheServerSaysThatTheAttackStopped() {
    granted("web");

    agent.answer(observation(), Answers.content(1, 3600, MitigationState.ATTACK_STOPPED));
    agent.pass(ROUND);

    assertThat(agent.sent(Withdraw.class)).isNotEmpty();
    assertThat(agent.machine.handle(new ClientInput.Started(), agent.now)).isNotNull();
    assertThat(listed()).isEmpty();
  }

  @Test
  void keepsARequestWhoseDetectorStillSeesTheAttack() {
    var named =
        new Agent(
            Agent.udpOnly(
                1,
                new dev.tocsin.dots.core.client.ClientParameters.NamedRequest(
                    "web", Agent.request("192.0.2.1"))),
            ClientState.EMPTY);
    named.start();
    named.accept(named.last(ClientOutput.Connect.class).connection());
    named.give(new ClientInput.AttackDetected("web", "9 Mpps"));
    named.pass(ROUND);
    named.answer(named.sent(Mitigate.class).getLast(), Answers.created(1, 3600));
    named.pass(ROUND);
    var get = named.sent(Retrieve.class).getLast();

    named.answer(get, Answers.content(1, 3600, MitigationState.ATTACK_STOPPED));
    named.pass(ROUND);
    assertThat(named.sent(Withdraw.class)).isEmpty();

    named.give(new ClientInput.AttackCeased("web", "quiet"));
    named.pass(ROUND);
    assertThat(named.sent(Withdraw.class)).isNotEmpty();
    assertThat(named.sent(UpdateEfficacy.class)).isNotEmpty();
  }

  @Test
  void keepsQuestionsToASilentServerWithinTheProbingRate() {
    granted("web");

    agent.pass(Duration.ofMinutes(10));

    // 128 bytes each at 5 bytes per second.
    assertThat(agent.sent(Retrieve.class)).hasSizeBetween(10, 30);
  }

  @Test
  void asksAgainForWhatTheServerLost() {
    granted("web");
    agent.taken(ClientOutput.Send.class);
    agent.pass(Duration.ofSeconds(31));

    agent.answer(
        agent.sent(Retrieve.class).getLast(),
        SignalResponse.refusal(ResponseCode.NOT_FOUND, "no such mid"));
    agent.pass(ROUND);

    assertThat(agent.sent(Mitigate.class))
        .first()
        .extracting(each -> ((Mitigate) each.request()).mid())
        .isEqualTo(1L);
  }

  @Test
  void refreshesBeforeTheLifetimeEnds() {
    granted("web", 100);
    agent.taken(ClientOutput.Send.class);

    agent.pass(Duration.ofSeconds(65));
    assertThat(agent.sent(Mitigate.class)).isEmpty();
    agent.pass(Duration.ofSeconds(15));
    assertThat(agent.sent(Mitigate.class)).isNotEmpty();
  }

  @Test
  void answersAWithdrawalWhenTheServerHasAcknowledgedIt() {
    granted("web");

    var command = agent.command(new ClientCommand.Withdraw("web"));
    agent.pass(ROUND);
    assertThat(agent.replies(command)).isEmpty();
    agent.answer(agent.sent(Withdraw.class).getLast(), Answers.deleted());

    assertThat(agent.replies(command)).singleElement().isInstanceOf(ClientReply.Done.class);
    assertThat(changes())
        .contains(
            new ClientChange.RemoveWanted("web"),
            new ClientChange.PutWithdrawn(1, 3600),
            new ClientChange.RemoveWithdrawn(1));
  }

  @Test
  void deletesTwiceWhenACopyOfThePutMayStillBeUnderWay() {
    agent.mitigate("web", "192.0.2.0/24");
    agent.pass(Duration.ofSeconds(8));
    agent.answer(agent.sent(Mitigate.class).getLast(), Answers.created(1, 3600));
    agent.command(new ClientCommand.Withdraw("web"));
    agent.pass(ROUND);
    agent.answer(agent.sent(Withdraw.class).getLast(), Answers.deleted());
    agent.taken(ClientOutput.Send.class);

    agent.pass(Duration.ofSeconds(20));

    assertThat(agent.sent(Withdraw.class)).isNotEmpty();
  }

  @Test
  void sendsAnEfficacyUpdateWithEverythingUnchanged() {
    granted("web");

    var command = agent.command(new ClientCommand.Efficacy("web", AttackStatus.UNDER_ATTACK));
    agent.pass(ROUND);
    var update = agent.sent(UpdateEfficacy.class).getLast();
    agent.answer(update, SignalResponse.of(ResponseCode.CHANGED));

    assertThat(update.request())
        .isEqualTo(
            new UpdateEfficacy(
                Agent.CUID,
                1,
                Agent.request("192.0.2.0/24").scope(),
                OptionalLong.of(3600),
                true,
                AttackStatus.UNDER_ATTACK));
    assertThat(agent.replies(command)).singleElement().isInstanceOf(ClientReply.Done.class);
  }

  @Test
  void givesUpAnEfficacyUpdateThatTheServerIgnores() {
    granted("web");

    var command = agent.command(new ClientCommand.Efficacy("web", AttackStatus.UNDER_ATTACK));
    agent.pass(Duration.ofSeconds(31));

    assertThat(agent.replies(command)).singleElement().isInstanceOf(ClientReply.Refused.class);
  }

  @Test
  void adjustsAScopeWithANewMidAndWithdrawsTheOldOne() {
    granted("web");

    var command =
        agent.command(
            new ClientCommand.Adjust(
                "web",
                Optional.of(Agent.request("198.51.100.0/24").scope()),
                OptionalLong.empty()));
    agent.pass(ROUND);
    var put = agent.sent(Mitigate.class).getLast();
    assertThat(((Mitigate) put.request()).mid()).isEqualTo(2);
    assertThat(agent.sent(Withdraw.class)).isEmpty();
    agent.answer(put, Answers.created(2, 3600));
    agent.pass(ROUND);

    assertThat(agent.replies(command)).singleElement().isInstanceOf(ClientReply.Granted.class);
    assertThat(agent.sent(Withdraw.class))
        .first()
        .extracting(ClientOutput.Send::request)
        .isEqualTo(new Withdraw(Agent.CUID, 1));
  }

  @Test
  void keepsTheOldScopeWhenTheNewOneIsRefused() {
    granted("web");
    var command =
        agent.command(
            new ClientCommand.Adjust(
                "web", Optional.of(Agent.request("203.0.113.0/24").scope()), OptionalLong.empty()));
    agent.pass(ROUND);

    agent.answer(
        agent.sent(Mitigate.class).getLast(),
        SignalResponse.refusal(ResponseCode.BAD_REQUEST, "not yours"));
    agent.pass(ROUND);

    assertThat(agent.replies(command)).singleElement().isInstanceOf(ClientReply.Refused.class);
    assertThat(listed())
        .singleElement()
        .satisfies(view -> assertThat(view.request()).isEqualTo(Agent.request("192.0.2.0/24")));
  }

  @Test
  void adjustsALifetimeWithTheSameMid() {
    granted("web");
    agent.taken(ClientOutput.Send.class);

    var command =
        agent.command(new ClientCommand.Adjust("web", Optional.empty(), OptionalLong.of(7200)));
    agent.pass(ROUND);
    var put = (Mitigate) agent.sent(Mitigate.class).getLast().request();
    assertThat(put.mid()).isEqualTo(1);
    assertThat(put.request().lifetimeSeconds()).isEqualTo(7200);
    assertThat(agent.replies(command)).isEmpty();

    agent.answer(agent.sent(Mitigate.class).getLast(), Answers.created(1, 7200));
    assertThat(agent.replies(command)).singleElement().isInstanceOf(ClientReply.Granted.class);
  }

  @Test
  void passesARefusalOnWithCodeAndReason() {
    var command = agent.mitigate("web", "192.0.2.0/24");
    agent.pass(ROUND);

    agent.answer(
        agent.sent(Mitigate.class).getLast(),
        SignalResponse.refusal(ResponseCode.BAD_REQUEST, "192.0.2.0/24 is not yours"));

    assertThat(agent.replies(command))
        .containsExactly(new ClientReply.Refused(Optional.of("4.00"), "192.0.2.0/24 is not yours"));
    assertThat(listed()).isEmpty();
  }

  @Test
  void doesNotSendADeactivatedRequestBeforeItsRetryTimer() {
    agent.mitigate("web", "192.0.2.0/24");
    agent.pass(ROUND);
    agent.answer(
        agent.sent(Mitigate.class).getLast(),
        Answers.conflict(ConflictCause.OVERLAPPING_TARGETS, OptionalLong.of(120)));
    agent.taken(ClientOutput.Send.class);

    agent.pass(Duration.ofSeconds(119));
    assertThat(agent.sent(Mitigate.class)).isEmpty();
    agent.pass(Duration.ofSeconds(5));
    assertThat(agent.sent(Mitigate.class)).isNotEmpty();
  }

  @Test
  void generatesANewCuidWhenItsOwnIsTaken() {
    agent.mitigate("web", "192.0.2.0/24");
    agent.pass(ROUND);

    agent.answer(
        agent.sent(Mitigate.class).getLast(),
        Answers.conflict(ConflictCause.CUID_COLLISION, OptionalLong.empty()));
    agent.pass(ROUND);

    var put = (Mitigate) agent.sent(Mitigate.class).getLast().request();
    assertThat(put.cuid()).isNotEqualTo(Agent.CUID).hasSize(22);
    assertThat(put.mid()).isEqualTo(1);
    assertThat(changes()).contains(new ClientChange.PutCuid(0, put.cuid()));
  }

  @Test
  void waitsAsLongAsAnOverloadedServerAsks() {
    var command = agent.mitigate("web", "192.0.2.0/24");
    agent.pass(ROUND);
    agent.answer(agent.sent(Mitigate.class).getLast(), Answers.unavailable(30));
    agent.taken(ClientOutput.Send.class);

    agent.pass(Duration.ofSeconds(29));
    assertThat(agent.sent(Mitigate.class)).isEmpty();
    agent.pass(Duration.ofSeconds(5));
    assertThat(agent.sent(Mitigate.class)).isNotEmpty();
    assertThat(agent.replies(command)).isEmpty();
  }

  @Test
  void splitsARequestThatDoesNotFitADatagram() {
    var prefixes = new String[200];
    for (int each = 0; each < prefixes.length; each++) prefixes[each] = "192.0.2." + each;
    var command = agent.mitigate("many", prefixes);
    var answered = new java.util.HashSet<Long>();
    for (int round = 0; round < 20; round++) {
      agent.pass(ROUND);
      for (var put : agent.sent(Mitigate.class)) {
        var mid = ((Mitigate) put.request()).mid();
        if (answered.add(mid)) agent.answer(put, Answers.created(mid, 3600));
      }
    }

    var sizes =
        agent.sent(Mitigate.class).stream()
            .map(put -> dev.tocsin.dots.wire.codec.SignalCodec.payloadBytes(put.request()));
    assertThat(sizes).allMatch(bytes -> bytes <= 1024);
    assertThat(answered).hasSizeGreaterThan(2);
    assertThat(agent.replies(command)).singleElement().isInstanceOf(ClientReply.Granted.class);
  }

  @Test
  void splitsARequestAnewWhenThePathTurnsOutNarrower() {
    var prefixes = new String[60];
    for (int each = 0; each < prefixes.length; each++) prefixes[each] = "192.0.2." + each;
    var command = agent.mitigate("many", prefixes);
    agent.pass(ROUND);
    var whole = agent.sent(Mitigate.class).getFirst();

    agent.give(new ClientInput.PathNarrowed(whole.connection(), 300));
    agent.taken(ClientOutput.Send.class);
    var answered = new java.util.HashSet<Long>();
    for (int round = 0; round < 10; round++) {
      agent.pass(ROUND);
      for (var put : agent.sent(Mitigate.class)) {
        var mid = ((Mitigate) put.request()).mid();
        if (answered.add(mid)) agent.answer(put, Answers.created(mid, 3600));
      }
    }

    var sizes =
        agent.sent(Mitigate.class).stream()
            .map(put -> dev.tocsin.dots.wire.codec.SignalCodec.payloadBytes(put.request()));
    assertThat(sizes).isNotEmpty().allMatch(bytes -> bytes <= 300);
    assertThat(answered).hasSizeGreaterThan(2);
    assertThat(agent.replies(command)).singleElement().isInstanceOf(ClientReply.Granted.class);
  }

  @Test
  void asksForWhatWasWantedBeforeARestart() {
    var state =
        new ClientState(
            List.of(new ClientChange.PutWanted("web", Agent.request("192.0.2.1"), List.of(7L))),
            List.of(new ClientChange.PutWithdrawn(6, 3600)),
            263,
            java.util.Map.of());
    var again = new Agent(Agent.udpOnly(1), state);
    again.start();
    again.accept(again.last(ClientOutput.Connect.class).connection());
    again.mitigate("new", "198.51.100.1");
    again.pass(Duration.ofSeconds(10));

    assertThat(again.sent(Mitigate.class))
        .extracting(each -> ((Mitigate) each.request()).mid())
        .contains(7L, 263L);
    assertThat(again.sent(Withdraw.class))
        .extracting(ClientOutput.Send::request)
        .contains(new Withdraw(Agent.CUID, 6));
  }

  private void granted(String label) {
    granted(label, 3600);
  }

  private void granted(String label, long lifetime) {
    agent.mitigate(label, "192.0.2.0/24");
    agent.pass(Duration.ofMillis(3500));
    agent.answer(agent.sent(Mitigate.class).getFirst(), Answers.created(1, lifetime));
  }

  private ClientOutput.Send observation() {
    agent.pass(ROUND);
    return agent.sent(Retrieve.class).getLast();
  }

  private List<ClientReply.RequestView> listed() {
    var command = agent.command(new ClientCommand.ListRequests());
    return ((ClientReply.Requests) agent.replies(command).getFirst()).all();
  }

  private ClientOutput.Commit firstCommit() {
    return agent.all(ClientOutput.Commit.class).getFirst();
  }

  private List<ClientChange> changes() {
    return agent.all(ClientOutput.Commit.class).stream()
        .flatMap(commit -> commit.changes().stream())
        .toList();
  }
}
