// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.client.data.UpkeepInput.Failed;
import dev.tocsin.dots.core.client.data.UpkeepInput.Made;
import dev.tocsin.dots.core.client.data.UpkeepInput.Standing;
import dev.tocsin.dots.core.client.data.UpkeepInput.Wanted;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.control.ActivationType;
import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.Alias;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UpkeepTest {

  private static final int WEEK_MINUTES = 10_080;
  private static final Alias WEB = new Alias("web", Scope.of(Prefix.parse("192.0.2.1")));
  private static final Acl DROPS = list(ActivationType.ACTIVATE_WHEN_MITIGATING);

  private final Upkeep upkeep = new Upkeep(new Random(1));
  private Instant now = Instant.parse("2030-01-01T00:00:00Z");

  private static Acl list(ActivationType activation) {
    return new Acl("drops", Optional.empty(), activation, OptionalInt.empty(), List.of());
  }

  private List<UpkeepOutput> handle(UpkeepInput input) {
    return upkeep.handle(input, now);
  }

  private List<UpkeepOutput> atTheDeadline() {
    now = upkeep.deadline();
    return upkeep.tick(now);
  }

  private static Standing stands(int minutes, Acl list) {
    return new Standing(
        Optional.of(
            new Resources(
                List.of(WEB.withPendingLifetime(minutes)),
                List.of(list.withPendingLifetime(minutes)))));
  }

  private void bringInStep() {
    handle(new Wanted(new Resources(List.of(WEB), List.of(DROPS))));
    handle(new Standing(Optional.empty()));
    handle(new Made());
    var told = handle(stands(WEEK_MINUTES, DROPS));
    assertThat(told)
        .containsExactly(new UpkeepOutput.Tell(new UpkeepView(true, "aliases: 1, lists: 1")));
  }

  private static List<String> subjects(List<UpkeepOutput> outputs) {
    assertThat(outputs).hasSize(1);
    return ((UpkeepOutput.Make) outputs.getFirst())
        .changes().stream().map(each -> each.sign() + each.subject()).toList();
  }

  @Test
  void registersMakesTheDifferenceAndLooksWhetherItStands() {
    assertThat(handle(new Wanted(new Resources(List.of(WEB), List.of(DROPS)))))
        .containsExactly(new UpkeepOutput.Fetch());

    var make = handle(new Standing(Optional.empty()));
    assertThat(((UpkeepOutput.Make) make.getFirst()).register()).isTrue();
    assertThat(subjects(make)).containsExactly("+alias 'web'", "+list 'drops'");

    assertThat(handle(new Made())).containsExactly(new UpkeepOutput.Fetch());
  }

  @Test
  void refreshesEverythingAtHalfOfTheLifetimeThatIsLeft() {
    // given
    bringInStep();

    // when
    assertThat(upkeep.deadline()).isEqualTo(now.plus(Duration.ofMinutes(WEEK_MINUTES / 2)));
    assertThat(atTheDeadline()).containsExactly(new UpkeepOutput.Fetch());
    var make = handle(stands(WEEK_MINUTES / 2, DROPS));

    // then
    assertThat(subjects(make)).containsExactly("~alias 'web'", "~list 'drops'");
    handle(new Made());
    handle(stands(WEEK_MINUTES, DROPS));
    assertThat(upkeep.deadline()).isEqualTo(now.plus(Duration.ofMinutes(WEEK_MINUTES / 2)));
  }

  @Test
  void bringsBackWhatTheServerLost() {
    bringInStep();
    atTheDeadline();

    assertThat(subjects(handle(new Standing(Optional.empty()))))
        .containsExactly("+alias 'web'", "+list 'drops'");
  }

  @Test
  void aRefreshLeavesTheActivationThatTheSignalChannelSet() {
    // given
    bringInStep();
    atTheDeadline();
    var immediate = list(ActivationType.IMMEDIATE);

    // when
    var make = handle(stands(7, immediate));

    // then
    assertThat(((UpkeepOutput.Make) make.getFirst()).changes())
        .anySatisfy(
            change ->
                assertThat(change)
                    .isInstanceOfSatisfying(
                        ResourceChange.PutList.class,
                        put ->
                            assertThat(put.wanted().activation())
                                .isEqualTo(ActivationType.IMMEDIATE)));
    handle(new Made());
    assertThat(handle(stands(WEEK_MINUTES, immediate)).getFirst())
        .isInstanceOf(UpkeepOutput.Tell.class);
  }

  @Test
  void aChangedFileSetsTheActivationAgain() {
    bringInStep();

    handle(new Wanted(new Resources(List.of(WEB), List.of(DROPS))));

    assertThat(subjects(handle(stands(7, list(ActivationType.IMMEDIATE)))))
        .containsExactly("~list 'drops'");
  }

  @Test
  void waitsLongerAfterEveryFailureAndStartsAnewAfterASuccess() {
    // given
    handle(new Wanted(new Resources(List.of(WEB), List.of())));

    // when
    var total = Duration.ZERO;
    for (int round = 0; round < 20; round++) {
      assertThat(handle(new Failed("nobody there")).getFirst().toString())
          .contains("isInStep=false", "nobody there; tried again in");
      var pause = Duration.between(now, upkeep.deadline());
      assertThat(pause).isBetween(Upkeep.RETRY_MIN, Upkeep.RETRY_MAX.multipliedBy(2));
      total = total.plus(pause);
      assertThat(atTheDeadline()).containsExactly(new UpkeepOutput.Fetch());
    }

    // then
    assertThat(total).isGreaterThan(Duration.ofHours(2));
    handle(
        new Standing(Optional.of(new Resources(List.of(WEB.withPendingLifetime(10)), List.of()))));
    atTheDeadline();
    handle(new Failed("gone"));
    assertThat(Duration.between(now, upkeep.deadline())).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void aFileThatChangesMeanwhileIsLookedAtNext() {
    handle(new Wanted(new Resources(List.of(WEB), List.of())));

    assertThat(handle(new Wanted(new Resources(List.of(), List.of(DROPS))))).isEmpty();
    assertThat(handle(new Standing(Optional.empty()))).containsExactly(new UpkeepOutput.Fetch());
    assertThat(subjects(handle(new Standing(Optional.empty())))).containsExactly("+list 'drops'");
  }

  @Test
  void doesNotAskWithoutEndWhenTheServerKeepsSomethingElse() {
    handle(new Wanted(new Resources(List.of(WEB), List.of())));
    handle(new Standing(Optional.of(Resources.NONE)));
    handle(new Made());

    assertThat(handle(new Standing(Optional.of(Resources.NONE))).getFirst().toString())
        .contains("the server does not keep what it was given");
    assertThat(upkeep.deadline()).isAfterOrEqualTo(now.plus(Upkeep.RETRY_MIN));
  }
}
