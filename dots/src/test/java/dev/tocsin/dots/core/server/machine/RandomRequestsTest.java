// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.core.server.Consent;
import dev.tocsin.dots.core.server.Domain.OnOverlap;
import dev.tocsin.dots.core.server.Domain.Policy;
import dev.tocsin.dots.core.server.Mitigation;
import dev.tocsin.dots.core.server.OperatorRequest;
import dev.tocsin.dots.core.server.ServerInput;
import dev.tocsin.dots.core.server.ServerOutput;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.core.server.policy.Admission;
import dev.tocsin.dots.core.server.policy.Approval;
import dev.tocsin.dots.core.server.policy.MitigatorChoice;
import dev.tocsin.dots.core.server.policy.Widths;
import dev.tocsin.dots.wire.AttackStatus;
import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalRequest.Observe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Random clients, mitigators, disk failures and restarts: what must hold after every step.
/// `-Dseed=` replays one run.
class RandomRequestsTest {

  private static final String[] OWNERS = {"alice", "bob", "carol"};
  private static final int STEPS = 400;

  static Stream<Arguments> runs() {
    var seed = System.getProperty("seed");
    var seeds =
        seed != null
            ? List.of(Long.parseLong(seed))
            : new Random().longs(5, 0, 1_000_000_000).boxed().toList();
    return seeds.stream()
        .flatMap(each -> Stream.of(OnOverlap.values()).map(policy -> Arguments.of(policy, each)));
  }

  @ParameterizedTest(name = "{0} seed={1}")
  @MethodSource("runs")
  void keepWhatMustHold(OnOverlap policy, long seed) {
    System.out.println("policy=" + policy + " seed=" + seed);
    var random = new Random(seed);
    run(new Run(new Ladder(Ladder.domain(policy)), random, policy));
  }

  /// What is wider than /30 waits for a person, and two mitigators act together.
  @ParameterizedTest(name = "{0} seed={1}")
  @MethodSource("runs")
  void keepWhatMustHoldWhileAPersonDecidesAndSeveralAct(OnOverlap policy, long seed) {
    System.out.println("policy=" + policy + " seed=" + seed);
    var approval = new Approval.When(new Widths(30, 0), Optional.empty(), List.of());
    var domain =
        Ladder.domain(
            Policy.DEFAULT.with(policy).with(new Admission(Widths.ANY, approval, false)),
            new MitigatorChoice(List.of("edge", "scrubber"), MitigatorChoice.Condition.ALWAYS),
            MitigatorChoice.of("blackhole"));
    run(new Run(new Ladder(domain), new Random(seed), policy));
  }

  private static void run(Run run) {
    for (int step = 0; step < STEPS; step++) {
      run.step();
      run.check();
    }
    run.settle();
  }

  private static final class Run {
    private final Ladder ladder;
    private final Random random;
    private final OnOverlap policy;
    private final List<SessionId> sessions = new ArrayList<>();
    private final List<String> owners = new ArrayList<>();
    private int asked;
    private boolean diskHasFailed;

    Run(Ladder ladder, Random random, OnOverlap policy) {
      this.ladder = ladder;
      this.random = random;
      this.policy = policy;
      for (var owner : OWNERS) open(owner);
    }

    private void open(String owner) {
      sessions.add(ladder.open(owner));
      owners.add(owner);
    }

    void step() {
      switch (random.nextInt(24)) {
        case 0 -> ladder.pass(Duration.ofSeconds(random.nextInt(200)));
        case 1 -> reconnect();
        case 2 -> {
          ladder.diskFails = random.nextInt(4) == 0;
          diskHasFailed |= ladder.diskFails;
        }
        case 3 -> ladder.silent = random.nextInt(4) == 0;
        case 4, 5, 6 -> report();
        case 7 -> {
          if (random.nextInt(10) == 0) restart();
        }
        case 9 -> decide();
        case 8 ->
            ladder.resolved(
                "www.example.com",
                random.nextBoolean() ? new String[0] : new String[] {prefix(32).toString()});
        default -> ask();
      }
    }

    private void reconnect() {
      int index = random.nextInt(sessions.size());
      ladder.handle(new ServerInput.SessionClosed(sessions.remove(index)));
      open(owners.remove(index));
    }

    private void restart() {
      ladder.restart();
      sessions.clear();
      owners.clear();
      for (var owner : OWNERS) open(owner);
    }

    /// The operator's word on any of those that are there, whether it waits or not.
    private void decide() {
      if (ladder.stored.isEmpty()) return;
      var keys = List.copyOf(ladder.stored.keySet());
      var key = keys.get(random.nextInt(keys.size()));
      ladder.operate(
          random.nextInt(4) == 0
              ? new OperatorRequest.Refuse(key, "jo", "")
              : new OperatorRequest.Approve(key, "jo"));
    }

    private void report() {
      if (ladder.standing.isEmpty()) return;
      var orders = List.copyOf(ladder.standing.values());
      var order = orders.get(random.nextInt(orders.size()));
      ladder.mitigated(
          order.mitigator(),
          order.key(),
          switch (random.nextInt(6)) {
            case 0 -> new MitigatorEvent.Refused("no", random.nextBoolean());
            case 1 -> new MitigatorEvent.Failing("later");
            case 2 -> new MitigatorEvent.Enabled(order.targets(), "drop");
            default -> Ladder.measured(random.nextInt(1000));
          });
    }

    private void ask() {
      int index = random.nextInt(sessions.size());
      // Mostly its own cuid, sometimes somebody else's.
      var cuid = random.nextInt(10) == 0 ? "alice" : owners.get(index);
      ladder.send(sessions.get(index), request(cuid));
      asked++;
    }

    private SignalRequest request(String cuid) {
      long mid = random.nextInt(8);
      return switch (random.nextInt(12)) {
        case 0, 1 -> new SignalRequest.Withdraw(cuid, mid);
        case 2 ->
            new SignalRequest.UpdateEfficacy(
                cuid,
                mid,
                scope(),
                OptionalLong.of(60),
                true,
                AttackStatus.values()[random.nextInt(2)]);
        case 3 ->
            new SignalRequest.Retrieve(
                cuid,
                random.nextBoolean() ? OptionalLong.of(mid) : OptionalLong.empty(),
                ContentFilter.ALL,
                Observe.values()[random.nextInt(3)]);
        case 4 -> new SignalRequest.Heartbeat(random.nextBoolean());
        default ->
            new SignalRequest.Mitigate(
                cuid,
                mid,
                new MitigationRequest(
                    scope(),
                    random.nextInt(20) == 0 ? -1 : 1 + random.nextInt(300),
                    random.nextInt(4) != 0,
                    Optional.empty()));
      };
    }

    private Scope scope() {
      if (random.nextInt(8) == 0) {
        return new Scope(
            List.of(), List.of(), List.of(), List.of("www.example.com"), List.of(), List.of());
      }
      return Scope.of(prefix(28 + random.nextInt(5)));
    }

    private Prefix prefix(int length) {
      int host = random.nextInt(64) & -1 << (32 - length);
      return Prefix.parse("192.0.2." + host + "/" + length);
    }

    void check() {
      everyRequestHasOneAnswer();
      if (!diskHasFailed) {
        mitigatorsDoWhatTheDiskSays();
        conflictsFollowThePolicy();
      }
      noClientHasOverlappingRequestsOfOneType();
    }

    private void everyRequestHasOneAnswer() {
      int ignored = ladder.performed(ServerOutput.Ignore.class).size();
      assertThat(ladder.answers.values()).allSatisfy(all -> assertThat(all).hasSize(1));
      assertThat(ladder.answers.size() + ignored).isEqualTo(asked);
    }

    /// Nothing is enforced that is not on disk as active, and by those who are in charge.
    private void mitigatorsDoWhatTheDiskSays() {
      for (var order : ladder.standing.values()) {
        assertThat(ladder.stored).containsKey(order.key());
        var record = ladder.stored.get(order.key());
        assertThat(record.state())
            .isIn(MitigationState.IN_PROGRESS, MitigationState.CLIENT_WITHDRAWN);
        assertThat(waits(record)).isFalse();
        assertThat(record.means().mitigators()).contains(order.mitigator());
      }
    }

    private static boolean waits(Mitigation record) {
      return record.consent() instanceof Consent.Awaited;
    }

    private void conflictsFollowThePolicy() {
      if (policy == OnOverlap.KEEP_BOTH) return;
      for (var one : ladder.stored.values()) {
        for (var other : ladder.stored.values()) {
          boolean rivals =
              one.state() == MitigationState.IN_PROGRESS
                  && other.state() == MitigationState.IN_PROGRESS
                  && !waits(one)
                  && !waits(other)
                  && !one.key().cuid().equals(other.key().cuid());
          if (!rivals) continue;
          assertThat(overlap(one.request().scope(), other.request().scope()))
              .as("%s and %s are both active", one.key(), other.key())
              .isFalse();
        }
      }
    }

    private void noClientHasOverlappingRequestsOfOneType() {
      for (var one : ladder.stored.values()) {
        for (var other : ladder.stored.values()) {
          boolean compared =
              one.key().mid() < other.key().mid()
                  && one.key().cuid().equals(other.key().cuid())
                  && one.request().triggerMitigation() == other.request().triggerMitigation()
                  // What is active goes on until a person has decided.
                  && !waits(other);
          if (!compared) continue;
          assertThat(overlap(one.request().scope(), other.request().scope()))
              .as("%s and %s", one.key(), other.key())
              .isFalse();
        }
      }
    }

    private static boolean overlap(Scope one, Scope other) {
      return one.prefixes().stream().anyMatch(p -> other.prefixes().stream().anyMatch(p::overlaps))
          || one.fqdns().stream().anyMatch(other.fqdns()::contains);
    }

    /// When all is withdrawn nothing is left, neither with mitigators nor on disk.
    void settle() {
      ladder.diskFails = false;
      ladder.silent = false;
      // Who gave way resumes when the other is withdrawn, so more than one round may be needed.
      for (int round = 0; round < 4; round++) {
        List.copyOf(ladder.stored.values())
            .forEach(record -> withdraw(record.key(), record.owner()));
        ladder.pass(Duration.ofMinutes(10));
      }
      assertThat(ladder.stored).isEmpty();
      assertThat(ladder.standing).isEmpty();
    }

    private void withdraw(MitigationKey key, String owner) {
      var session = ladder.open(owner);
      ladder.ask(session, new SignalRequest.Withdraw(key.cuid(), key.mid()));
      ladder.handle(new ServerInput.SessionClosed(session));
    }
  }
}
