// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import static dev.tocsin.dots.core.server.machine.Ladder.key;
import static dev.tocsin.dots.core.server.machine.Ladder.request;
import static dev.tocsin.dots.core.server.machine.Ladder.scope;
import static dev.tocsin.dots.core.server.machine.Ladder.statuses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.dots.core.mitigation.MitigationOrder.Target;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.core.server.ServerInput;
import dev.tocsin.dots.core.server.ServerOutput.Answer;
import dev.tocsin.dots.core.server.ServerOutput.EndObservation;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.wire.Counters;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.ResponseCode;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ObservationTest {

  private final Ladder ladder = new Ladder(Ladder.domain());
  private final SessionId alice = ladder.open("alice");

  @Test
  void isToldEveryTenSecondsWhileAMitigationIsActive() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    var observation = ladder.observe(alice, "a", OptionalLong.of(1));

    ladder.passSeconds(60);

    assertThat(ladder.notifications.get(observation)).hasSize(6);
    assertThat(ladder.performed(Answer.class).getLast().observing()).isTrue();
  }

  @Test
  void carriesTheCountersAsTheyWereMeasuredLast() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    var observation = ladder.observe(alice, "a", OptionalLong.of(1));
    ladder.enabled(key("a", 1));
    ladder.measured(key("a", 1), 77);

    ladder.passSeconds(10);

    var told = statuses(ladder.notifications.get(observation).getLast()).getFirst();
    assertThat(told.dropped())
        .isEqualTo(
            new Counters(
                OptionalLong.of(7700),
                OptionalLong.of(1000),
                OptionalLong.of(77),
                OptionalLong.of(10)));
  }

  @Test
  void carriesNoCounterThatWasNotMeasured() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");

    assertThat(ladder.status(alice, "a", 1).dropped()).isEqualTo(Counters.UNKNOWN);
  }

  @Test
  void carriesTheScopeThatIsReallyEnabled() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    var observation = ladder.observe(alice, "a", OptionalLong.of(1));

    ladder.mitigated(
        key("a", 1),
        new MitigatorEvent.Enabled(
            List.of(
                new Target(
                    scope("192.0.2.0/30").prefixes(), List.of(PortRange.of(53)), List.of(17))),
            "drop"));

    var told = statuses(ladder.notifications.get(observation).getLast()).getFirst();
    assertThat(told.scope().orElseThrow().prefixes()).isEqualTo(scope("192.0.2.0/30").prefixes());
    assertThat(told.scope().orElseThrow().ports()).containsExactly(PortRange.of(53));
    assertThat(told.scope().orElseThrow().protocols()).containsExactly(17);
  }

  @Test
  void isToldOfAChangeAtOnce() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    var observation = ladder.observe(alice, "a", OptionalLong.of(1));

    ladder.delete(alice, "a", 1);

    assertThat(ladder.toldStates(observation)).containsExactly(MitigationState.CLIENT_WITHDRAWN);
  }

  @Test
  void isNotToldMoreOftenThanEveryThreeSecondsOnAverage() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    var observation = ladder.observe(alice, "a", OptionalLong.of(1));

    for (int i = 0; i < 300; i++) {
      ladder.delete(alice, "a", 1);
      ladder.put(alice, "a", 1, "192.0.2.1/32");
      ladder.pass(java.time.Duration.ofMillis(100));
    }

    assertThat(ladder.notifications.get(observation)).hasSizeBetween(10, 16);
    ladder.passSeconds(3);
    assertThat(ladder.toldStates(observation)).endsWith(MitigationState.IN_PROGRESS);
  }

  @Test
  void ofAllIsToldOfEveryMitigationAndGoesOnWhenTheLastIsGone() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    var observation = ladder.observe(alice, "a", OptionalLong.empty());

    ladder.put(alice, "a", 2, "192.0.2.2/32");
    assertThat(statuses(ladder.notifications.get(observation).getLast())).hasSize(2);
    ladder.delete(alice, "a", 1);
    ladder.delete(alice, "a", 2);
    ladder.passSeconds(130);
    var last = statuses(ladder.notifications.get(observation).getLast());
    assertThat(last)
        .extracting(status -> status.state().orElseThrow())
        .containsOnly(MitigationState.TERMINATED);
    int before = ladder.notifications.get(observation).size();

    ladder.put(alice, "a", 3, "192.0.2.3/32");

    assertThat(ladder.notifications.get(observation)).hasSize(before + 1);
  }

  @Test
  void ofOneEndsWithIt() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    var observation = ladder.observe(alice, "a", OptionalLong.of(1));
    ladder.delete(alice, "a", 1);

    ladder.passSeconds(121);

    assertThat(ladder.performed(EndObservation.class))
        .extracting(EndObservation::exchange)
        .containsExactly(observation);
  }

  @Test
  void stopsWhenItEndsOrItsSessionCloses() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    var first = ladder.observe(alice, "a", OptionalLong.of(1));
    var second = ladder.observe(alice, "a", OptionalLong.of(1));

    ladder.handle(new ServerInput.ObservationEnded(first));
    ladder.passSeconds(10);
    ladder.handle(new ServerInput.SessionClosed(alice));
    ladder.passSeconds(30);

    assertThat(ladder.notifications).doesNotContainKey(first);
    assertThat(ladder.notifications.get(second)).hasSize(1);
  }

  @Test
  void isAnsweredPlainlyWhenASessionHasTooMany() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    for (int i = 0; i < 4_096; i++) ladder.observe(alice, "a", OptionalLong.of(1));

    var exchange = ladder.observe(alice, "a", OptionalLong.of(1));

    assertThat(ladder.answers.get(exchange).getFirst().code()).isEqualTo(ResponseCode.CONTENT);
    assertThat(ladder.performed(Answer.class).getLast().observing()).isFalse();
  }

  @Test
  void ofARefreshedLifetimeNeedsNoNews() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    var observation = ladder.observe(alice, "a", OptionalLong.of(1));

    ladder.put(alice, "a", 1, request(scope("192.0.2.1/32"), 60));

    assertThat(ladder.notifications).doesNotContainKey(observation);
  }
}
