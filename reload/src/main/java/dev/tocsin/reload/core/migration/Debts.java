// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.migration;

import dev.tocsin.reload.core.migration.Carrier.Outcome;
import dev.tocsin.reload.core.migration.Carrier.Place;
import dev.tocsin.reload.core.storage.EntryId;
import dev.tocsin.reload.wire.data.KindQuery;
import dev.tocsin.reload.wire.data.StoredValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes that one overlay took and the other one is to take, too: of each kind at each place in
/// the order in which they were made, and until they are taken.
final class Debts {

  /// What is owed.
  sealed interface Debt {

    /// One of the own values, as it is when its turn comes.
    record Put(EntryId entry) implements Debt {}

    record Remove(KindQuery.Which which) implements Debt {}

    /// A removed value, unless a newer one has taken its place.
    record RemoveOne(StoredValue value) implements Debt {}
  }

  // Whoever refuses for so long refuses for good: some three hours.
  private static final int TRIES_MAX = 24;

  private static final class Owed {
    final Debt debt;
    final List<Consumer<Instant>> waiters = new ArrayList<>(1);
    int tries;

    Owed(Debt debt) {
      this.debt = debt;
    }

    void tell(Instant now) {
      var all = List.copyOf(waiters);
      waiters.clear();
      all.forEach(each -> each.accept(now));
    }
  }

  private static final class Line {
    final Deque<Owed> owed = new ArrayDeque<>();
    @Nullable Owed underWay;
    Instant again = Instant.MIN;
    Duration pause = Duration.ZERO;
  }

  private final Rings rings;
  private final Carrier carrier;
  private final OwnValues own;
  private final MigrationParameters parameters;
  private final MigrationFigures figures;
  private final Map<Place, Line> lines = new LinkedHashMap<>();
  private int count;
  // Before this there is nothing to try.
  private Instant due = Instant.MAX;

  Debts(
      Rings rings,
      Carrier carrier,
      OwnValues own,
      MigrationParameters parameters,
      MigrationFigures figures) {
    this.rings = rings;
    this.carrier = carrier;
    this.own = own;
    this.parameters = parameters;
    this.figures = figures;
  }

  int count() {
    return count;
  }

  boolean isOwed(Place place) {
    return lines.containsKey(place);
  }

  /// @param then told once it was tried, whatever came of it, or that it cannot be tried now
  void add(Place place, Debt debt, Consumer<Instant> then, Instant now) {
    var line = lines.computeIfAbsent(place, _ -> new Line());
    var same = line.owed.stream().filter(each -> each.debt.equals(debt)).findFirst();
    if (!(debt instanceof Debt.Remove) && same.isPresent()) {
      same.get().waiters.add(then);
    } else if (count >= parameters.owedMax()) {
      figures.shed++;
      if (line.owed.isEmpty() && line.underWay == null) lines.remove(place);
      then.accept(now);
      return;
    } else {
      count++;
      var owed = new Owed(debt);
      owed.waiters.add(then);
      line.owed.add(owed);
    }
    work(place, line, now);
  }

  /// Nothing is owed to an overlay that is not written any more.
  void forgive(Side side, Instant now) {
    for (var place : List.copyOf(lines.keySet())) {
      if (place.side() == side) forgive(place, now);
    }
  }

  private void forgive(Place place, Instant now) {
    var line = lines.remove(place);
    if (line == null) return;
    count -= line.owed.size() + (line.underWay == null ? 0 : 1);
    for (var each : line.owed) each.tell(now);
    if (line.underWay != null) line.underWay.tell(now);
  }

  /// An overlay can be reached again.
  void wake(Instant now) {
    due = now;
  }

  /// Tries what is due.
  void work(Instant now) {
    if (due.isAfter(now)) return;
    due = Instant.MAX;
    for (var place : List.copyOf(lines.keySet())) {
      var line = lines.get(place);
      if (line == null || line.underWay != null || !rings.isIn(place.side())) continue;
      if (line.again.isAfter(now)) notBefore(line.again);
      else work(place, line, now);
    }
  }

  private void notBefore(Instant when) {
    if (when.isBefore(due)) due = when;
  }

  Instant deadline() {
    return due;
  }

  private void work(Place place, Line line, Instant now) {
    if (line.underWay != null) return;
    if (line.again.isAfter(now) || !rings.isIn(place.side())) {
      line.owed.forEach(each -> each.tell(now));
      return;
    }
    var next = line.owed.poll();
    if (next == null) {
      lines.remove(place);
      return;
    }
    line.underWay = next;
    Carrier.Then then = (outcome, later) -> tried(place, line, next, outcome, later);
    switch (next.debt) {
      case Debt.Remove(var which) -> carrier.remove(place, which, then, now);
      case Debt.RemoveOne(var value) -> carrier.removeOne(place, value, then, now);
      case Debt.Put(var entry) -> put(place, entry, then, now);
    }
  }

  private void put(Place place, EntryId entry, Carrier.Then then, Instant now) {
    var value = own.of(new OwnValues.Key(place.resource(), place.kind(), entry), now);
    if (value.isEmpty()) {
      then.told(Outcome.THERE, now);
      return;
    }
    var fit = carrier.own(place, value.get().value(), value.get().expires(), now);
    carrier.put(place, fit, then, now);
  }

  private void tried(Place place, Line line, Owed owed, Outcome outcome, Instant now) {
    if (lines.get(place) != line) return;
    line.underWay = null;
    switch (outcome) {
      case TAKEN, THERE -> {
        if (outcome == Outcome.TAKEN) figures.brought++;
        else figures.there++;
        count--;
        line.pause = Duration.ZERO;
      }
      case NOT_TAKEN -> {
        figures.notTaken++;
        line.pause = longer(line.pause);
        line.again = now.plus(line.pause);
        notBefore(line.again);
        if (++owed.tries < TRIES_MAX) line.owed.addFirst(owed);
        else giveUp();
      }
    }
    owed.tell(now);
    work(place, line, now);
  }

  private void giveUp() {
    count--;
    figures.shed++;
  }

  private Duration longer(Duration pause) {
    if (pause.isZero()) return parameters.retryAfter();
    var doubled = pause.multipliedBy(2);
    return doubled.compareTo(parameters.renewEvery()) < 0 ? doubled : parameters.renewEvery();
  }
}
