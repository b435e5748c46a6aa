// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.data;

import dev.tocsin.base.run.Machine;
import dev.tocsin.dots.core.client.data.UpkeepInput.Failed;
import dev.tocsin.dots.core.client.data.UpkeepInput.Made;
import dev.tocsin.dots.core.client.data.UpkeepInput.Standing;
import dev.tocsin.dots.core.client.data.UpkeepInput.Wanted;
import dev.tocsin.dots.core.client.data.UpkeepOutput.Fetch;
import dev.tocsin.dots.core.client.data.UpkeepOutput.Make;
import dev.tocsin.dots.core.client.data.UpkeepOutput.Tell;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Keeps one server in step with what a client wants there: makes the difference, looks whether it
/// stands, and refreshes everything at half of the time that is left. One request or bundle of
/// changes is under way at a time.
public final class Upkeep implements Machine<UpkeepInput, UpkeepOutput> {

  static final Duration RETRY_MIN = Duration.ofSeconds(5);
  static final Duration RETRY_MAX = Duration.ofMinutes(10);
  static final Duration LOOK_MAX = Duration.ofDays(1);
  static final Duration LOOK_MIN = Duration.ofSeconds(30);

  /// Idle → Looking → (Making → Looking)* → Resting → Looking …; a failure leads to Resting, too.
  private sealed interface State {
    /// Nothing is wanted yet.
    record Idle() implements State {}

    /// @param refresh whether what stands is to be sent again
    record Looking(boolean refresh) implements State {}

    record Making() implements State {}

    /// @param refresh as at the next look
    record Resting(Instant until, boolean refresh) implements State {}
  }

  private final RandomGenerator random;
  private Resources wanted = Resources.NONE;
  // What the file says of activation holds until it once stood. Then it is the signal channel's
  // (RFC 9133 §3.2), whose word a mere refresh does not take back.
  private boolean isNew;
  private boolean changedMeanwhile;
  private int rounds;
  private Duration pause = RETRY_MIN;
  private State state = new State.Idle();

  /// @param random spreads the retries of many clients
  public Upkeep(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public List<UpkeepOutput> handle(UpkeepInput input, Instant now) {
    return switch (input) {
      case Wanted(var resources) -> want(resources);
      case Standing(var resources) when state instanceof State.Looking(var refresh) ->
          compare(resources, refresh, now);
      case Made _ when state instanceof State.Making -> look(false);
      case Failed(var reason) when isUnderWay() -> retry(reason, now);
      // An answer that nobody waits for.
      case Standing _, Made _, Failed _ -> List.of();
    };
  }

  private boolean isUnderWay() {
    return state instanceof State.Looking || state instanceof State.Making;
  }

  private List<UpkeepOutput> want(Resources resources) {
    wanted = resources;
    isNew = true;
    rounds = 0;
    changedMeanwhile = isUnderWay();
    return changedMeanwhile ? List.of() : look(false);
  }

  private List<UpkeepOutput> look(boolean refresh) {
    state = new State.Looking(refresh);
    changedMeanwhile = false;
    return List.of(new Fetch());
  }

  private List<UpkeepOutput> compare(Optional<Resources> standing, boolean refresh, Instant now) {
    if (changedMeanwhile) return look(false);
    var stands = standing.orElse(Resources.NONE);
    var target = isNew ? wanted : withActivations(stands);
    var changes = ResourceDiff.between(stands, target);
    boolean register = standing.isEmpty() && !wanted.isEmpty();
    if (!changes.isEmpty() || register || refresh) {
      return make(register, refresh ? all(changes, target) : changes, now);
    }
    isNew = false;
    return rest(stands, now);
  }

  private List<UpkeepOutput> make(boolean register, List<ResourceChange> changes, Instant now) {
    // A server that says yes and keeps something else must not be asked without end.
    if (rounds++ > 0) return retry("the server does not keep what it was given", now);
    state = new State.Making();
    return List.of(new Make(register, changes));
  }

  private List<UpkeepOutput> rest(Resources stands, Instant now) {
    rounds = 0;
    pause = RETRY_MIN;
    state = new State.Resting(now.plus(untilRefresh(stands)), !stands.isEmpty());
    return List.of(
        new Tell(
            new UpkeepView(
                true,
                "aliases: " + stands.aliases().size() + ", lists: " + stands.lists().size())));
  }

  private List<UpkeepOutput> retry(String reason, Instant now) {
    rounds = 0;
    var spread = pause.plusMillis(random.nextLong(pause.toMillis() / 2 + 1));
    pause = min(pause.multipliedBy(2), RETRY_MAX);
    // Whoever could not refresh still has to.
    state = new State.Resting(now.plus(spread), !isNew);
    return List.of(
        new Tell(new UpkeepView(false, reason + "; tried again in " + spread.toSeconds() + " s")));
  }

  // RFC 8783 §6.1: a refresh before the lifetime ends; half of it leaves time for retries.
  private static Duration untilRefresh(Resources stands) {
    var shortest =
        Stream.concat(
                stands.aliases().stream().map(each -> each.pendingLifetimeMinutes()),
                stands.lists().stream().map(each -> each.pendingLifetimeMinutes()))
            .flatMapToInt(OptionalInt::stream)
            .min();
    if (shortest.isEmpty()) return LOOK_MAX;
    var half = Duration.ofMinutes(shortest.getAsInt()).dividedBy(2);
    return half.compareTo(LOOK_MIN) < 0 ? LOOK_MIN : half;
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private Resources withActivations(Resources stands) {
    var activations =
        stands.lists().stream()
            .collect(Collectors.toMap(each -> each.name(), each -> each.activation()));
    return new Resources(
        wanted.aliases(),
        wanted.lists().stream()
            .map(
                list ->
                    list.withActivation(activations.getOrDefault(list.name(), list.activation())))
            .toList());
  }

  /// The changes, and everything else as it is: that begins its lifetime anew.
  private static List<ResourceChange> all(List<ResourceChange> changes, Resources target) {
    var changed = changes.stream().map(ResourceChange::subject).collect(Collectors.toSet());
    var all = new ArrayList<>(changes);
    target.aliases().stream()
        .map(alias -> (ResourceChange) new ResourceChange.PutAlias(alias, Optional.of(alias)))
        .filter(put -> !changed.contains(put.subject()))
        .forEach(all::add);
    target.lists().stream()
        .map(
            list ->
                (ResourceChange)
                    new ResourceChange.PutList(list, Optional.of(list), Optional.empty()))
        .filter(put -> !changed.contains(put.subject()))
        .forEach(all::add);
    return all;
  }

  @Override
  public List<UpkeepOutput> tick(Instant now) {
    return state instanceof State.Resting(var until, var refresh) && !now.isBefore(until)
        ? look(refresh)
        : List.of();
  }

  @Override
  public Instant deadline() {
    return state instanceof State.Resting(var until, _) ? until : Instant.MAX;
  }
}
