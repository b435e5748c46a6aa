// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.migration;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.migration.MigrationInput;
import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.ringsim.hostile.Notes;
import dev.tocsin.sim.VirtualTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/// What applications of the peers ask, and whether the answers are right.
final class Applications implements TwoRings.Told {

  private static final int APPLICATION = 5060;
  private static final int TRIES = 3;
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(70);

  /// Of one part of the run.
  static final class Tally {
    MigrationResult.Questions fetches = MigrationResult.Questions.NONE;
    MigrationResult.Questions writes = MigrationResult.Questions.NONE;
    MigrationResult.Questions sends = MigrationResult.Questions.NONE;
    int wrong;
  }

  private record Asked(Id asker, Consumer<Optional<NodeOutput.Reply>> then) {}

  private final VirtualTime time;
  private final SplittableRandom random;
  private final TwoRings rings;
  private final List<Written> written = new ArrayList<>();
  private final Map<Long, Asked> asked = new HashMap<>();
  private final Map<Id, Set<Long>> received = new HashMap<>();
  private Tally tally = new Tally();
  private long lastCommand;

  Applications(MigrationSettings settings, VirtualTime time, SplittableRandom random) {
    this.time = time;
    this.random = random;
    this.rings = new TwoRings(time, random.split(), settings.network(), this);
  }

  TwoRings rings() {
    return rings;
  }

  /// From now on counts here.
  void count(Tally other) {
    tally = other;
  }

  private Id any(List<Id> ids) {
    return ids.get(random.nextInt(ids.size()));
  }

  /// A random application of a random peer asks something.
  void ask() {
    var ready = rings.ready();
    if (ready.isEmpty()) return;
    int kind = random.nextInt(100);
    if (kind < 60) fetch(any(ready), written.get(random.nextInt(written.size())), this::judged);
    else if (kind < 70) write(any(ready));
    else if (kind < 85) change(ready);
    else if (ready.size() > 1) send(ready);
  }

  /// Somebody stores a value where nobody stored any.
  void write(Id owner) {
    var place = new Written(owner, Id.random(random));
    written.add(place);
    write(place, false);
  }

  // A new version of something old, or none from now on.
  private void change(List<Id> ready) {
    var place = written.get(random.nextInt(written.size()));
    if (!ready.contains(place.owner()) || !place.isFree(time.instant())) return;
    write(place, !place.isEmpty() && random.nextInt(4) == 0);
  }

  private void write(Written place, boolean isRemoval) {
    int version = place.begin(isRemoval, time.instant());
    var request =
        isRemoval
            ? Notes.remove(place.place())
            : Notes.store(place.place(), Notes.value("" + version, time.instant()));
    var counted = tally;
    ask(
        place.owner(),
        new Destination.Resource(place.place()),
        request,
        reply -> {
          boolean isDone = reply.filter(it -> it.response() instanceof Response.Answer).isPresent();
          place.over(version, isDone);
          counted.writes = counted.writes.plus(isDone);
        });
  }

  private void send(List<Id> ready) {
    var from = any(ready);
    var to = any(ready.stream().filter(id -> !id.equals(from)).toList());
    long number = lastCommand + 1;
    var tunnel = new Request.Tunnel(APPLICATION, "", Bytes.of("" + number));
    var counted = tally;
    ask(
        from,
        new Destination.Peer(to),
        tunnel,
        reply -> {
          if (!rings.isAlive(to)) return;
          boolean isTold = received.getOrDefault(to, Set.of()).contains(number);
          boolean isAnswered =
              reply.filter(it -> it.response() instanceof Response.Answer.Tunneled).isPresent();
          counted.sends = counted.sends.plus(isTold && isAnswered);
        });
  }

  /// Hears whether a fetch brought what is right.
  private interface Judge {
    /// @param isAnswered whether anybody answered
    void judged(Tally counted, boolean isRight, boolean isAnswered);
  }

  private void judged(Tally counted, boolean isRight, boolean isAnswered) {
    counted.fetches = counted.fetches.plus(isRight);
    if (!isRight && isAnswered) counted.wrong++;
  }

  private void fetch(Id asker, Written place, Judge judge) {
    int since = place.confirmed();
    var counted = tally;
    ask(
        asker,
        new Destination.Resource(place.place()),
        Notes.fetch(place.place()),
        reply -> {
          var version = reply.flatMap(it -> version(it.response()));
          boolean isAnswered =
              reply.filter(it -> it.response() instanceof Response.Answer).isPresent();
          judge.judged(counted, isAnswered && place.isRight(since, version), isAnswered);
        });
  }

  private static Optional<Integer> version(Response response) {
    if (!(response instanceof Response.Answer.Fetched(var kinds))) return Optional.empty();
    return kinds.stream()
        .flatMap(kind -> kind.values().stream())
        .map(value -> value.entry().value())
        .filter(value -> value.exists())
        .map(value -> new String(value.bytes().toArray(), StandardCharsets.UTF_8))
        .map(Integer::valueOf)
        .findFirst();
  }

  private void ask(
      Id asker, Destination to, Request request, Consumer<Optional<NodeOutput.Reply>> then) {
    long command = ++lastCommand;
    asked.put(command, new Asked(asker, then));
    var ask = new NodeInput.Ask(command, List.of(to), request, NodeInput.Manner.PLAIN);
    rings.tell(asker, new MigrationInput.Ask(ask));
  }

  @Override
  public void replied(Id peer, NodeOutput.Reply reply) {
    var waiting = asked.remove(reply.command());
    if (waiting != null) waiting.then().accept(Optional.of(reply));
  }

  @Override
  public void tunneled(Id to, Request.Tunnel content) {
    var text = new String(content.content().toArray(), StandardCharsets.UTF_8);
    received.computeIfAbsent(to, _ -> new HashSet<>()).add(Long.parseLong(text));
  }

  /// Whoever still waits waits for ever.
  void close() {
    for (var each : List.copyOf(asked.values())) {
      if (rings.isAlive(each.asker())) each.then().accept(Optional.empty());
    }
    asked.clear();
  }

  /// Values of which it is known that they are there.
  List<Written> sure() {
    return written.stream().filter(Written::isSure).toList();
  }

  /// Of these whoever is not found by one of three askers.
  List<Written> lost(List<Written> some) {
    var left = new HashSet<>(some);
    for (int i = 0; i < TRIES; i++) {
      for (var place : some) {
        if (!left.contains(place)) continue;
        fetch(
            any(rings.ready()),
            place,
            (_, isRight, _) -> {
              if (isRight) left.remove(place);
            });
      }
      time.runFor(BETWEEN_TRIES);
    }
    return some.stream().filter(left::contains).toList();
  }
}
