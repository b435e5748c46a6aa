// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.server.Domain.OnOverlap;
import dev.tocsin.dots.core.server.Mitigation;
import dev.tocsin.dots.core.server.ServerInput;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.wire.AttackStatus;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.SignalRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Three nodes on one log that is slow, cut off or lost with the node: whatever happened, in the
/// end all hold the same, and the rules hold between what different nodes accepted. `-Dseed=`
/// replays one run.
class RandomNodesTest {

  private static final String[] OWNERS = {"alice", "bob", "carol"};
  private static final int STEPS = 300;

  static Stream<Arguments> runs() {
    var seed = System.getProperty("seed");
    var seeds =
        seed != null
            ? List.of(Long.parseLong(seed))
            : LongStream.rangeClosed(1, Long.getLong("nodes.seeds", 200)).boxed().toList();
    return seeds.stream()
        .flatMap(each -> Stream.of(OnOverlap.values()).map(policy -> Arguments.of(policy, each)));
  }

  @ParameterizedTest(name = "{0} seed={1}")
  @MethodSource("runs")
  void holdTheSameInTheEnd(OnOverlap policy, long seed) {
    System.out.println("policy=" + policy + " seed=" + seed);
    var run = new Run(new Cluster(3, Ladder.domain(policy)), new Random(seed), policy);
    for (int round = 0; round < 4; round++) {
      for (int step = 0; step < STEPS / 4; step++) run.step();
      run.heal();
      run.check();
    }
  }

  private static final class Run {
    private final Cluster cluster;
    private final Random random;
    private final OnOverlap policy;
    private final Map<String, SessionId> sessions = new HashMap<>();

    Run(Cluster cluster, Random random, OnOverlap policy) {
      this.cluster = cluster;
      this.random = random;
      this.policy = policy;
    }

    void step() {
      var member = cluster.node(random.nextInt(3));
      switch (random.nextInt(40)) {
        case 0 -> cluster.pass(Duration.ofSeconds(random.nextInt(200)));
        case 1 -> disturb(member);
        case 2 -> cluster.tellAlive();
        case 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 -> member.deliverOne();
        case 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24 -> member.appendOne();
        default -> {
          if (!member.isDown) ask(member);
        }
      }
    }

    private void disturb(Cluster.Member member) {
      switch (random.nextInt(4)) {
        case 0 -> {
          if (!member.isDown) member.cutOff(!member.isCutOff);
        }
        case 1 -> {
          member.crash();
          sessions.keySet().removeIf(key -> key.startsWith(member.name));
        }
        default -> {
          if (member.isDown) member.restart();
          else if (member.isCutOff) member.cutOff(false);
        }
      }
    }

    private void ask(Cluster.Member member) {
      var owner = OWNERS[random.nextInt(OWNERS.length)];
      var key = member.name + " " + owner;
      var session = sessions.computeIfAbsent(key, _ -> member.open(owner));
      member.send(session, request(random.nextInt(10) == 0 ? "alice" : owner));
      if (random.nextInt(20) == 0) {
        member.handle(new ServerInput.SessionClosed(session));
        sessions.remove(key);
      }
    }

    private SignalRequest request(String cuid) {
      long mid = random.nextInt(8);
      return switch (random.nextInt(8)) {
        case 0, 1 -> new SignalRequest.Withdraw(cuid, mid);
        case 2 ->
            new SignalRequest.UpdateEfficacy(
                cuid, mid, scope(), OptionalLong.of(60), true, AttackStatus.UNDER_ATTACK);
        default ->
            new SignalRequest.Mitigate(
                cuid,
                mid,
                new MitigationRequest(
                    scope(), 1 + random.nextInt(600), random.nextInt(6) != 0, Optional.empty()));
      };
    }

    private Scope scope() {
      int length = 28 + random.nextInt(5);
      int host = random.nextInt(64) & -1 << (32 - length);
      return Scope.of(Prefix.parse("192.0.2." + host + "/" + length));
    }

    void heal() {
      for (var member : cluster.members) {
        if (member.isDown) member.restart();
        if (member.isCutOff) member.cutOff(false);
      }
      cluster.tellAlive();
      cluster.settle();
    }

    void check() {
      var expected = cluster.inLog();
      for (var member : cluster.members) {
        assertThat(member.records()).as("what %s holds", member.name).isEqualTo(expected);
        assertThat(member.standing).as("what %s enforces", member.name).isEqualTo(enforced());
      }
      for (var one : expected) for (var other : expected) compare(one, other);
    }

    private TreeSet<String> enforced() {
      var wanted = new TreeSet<String>();
      for (var record : cluster.inLog()) {
        boolean stands =
            record.state() == MitigationState.IN_PROGRESS
                || record.state() == MitigationState.CLIENT_WITHDRAWN;
        if (!stands) continue;
        record.means().mitigators().forEach(each -> wanted.add(each + " " + record.key()));
      }
      return wanted;
    }

    private void compare(Mitigation one, Mitigation other) {
      if (one == other || !overlap(one, other)) return;
      boolean ofOne = one.key().cuid().equals(other.key().cuid());
      if (ofOne) {
        assertThat(one.request().triggerMitigation())
            .as("%s and %s of one client and type", one.key(), other.key())
            .isNotEqualTo(other.request().triggerMitigation());
        assertThat(one.owner()).isEqualTo(other.owner());
      } else if (policy != OnOverlap.KEEP_BOTH) {
        assertThat(isActive(one) && isActive(other))
            .as("%s and %s are both active", one, other)
            .isFalse();
      }
    }

    private static boolean isActive(Mitigation record) {
      return record.state() == MitigationState.IN_PROGRESS;
    }

    private static boolean overlap(Mitigation one, Mitigation other) {
      return one.request().scope().prefixes().stream()
          .anyMatch(p -> other.request().scope().prefixes().stream().anyMatch(p::overlaps));
    }
  }
}
