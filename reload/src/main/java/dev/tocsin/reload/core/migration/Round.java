// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.migration;

import dev.tocsin.reload.core.migration.Carrier.Place;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;

/// Stores in B all that belongs there, from time to time: this node's own values, and what it
/// answers for in A, whose owners may be gone. B may have lost some of it since the last time: at
/// first it has few peers. What this node removed is looked for there, too: it may have come later.
final class Round {

  private static final Id ONE = Id.ZERO.plusPowerOfTwo(0);

  private sealed interface Work {
    record Own(OwnValues.Key key) implements Work {}

    record Gone(OwnValues.Key key) implements Work {}

    record Kept(Id resource) implements Work {}
  }

  private final Rings rings;
  private final Carrier carrier;
  private final OwnValues own;
  private final Debts debts;
  private final MigrationParameters parameters;
  private final MigrationFigures figures;
  private final Deque<Work> left = new ArrayDeque<>();
  private int underWay;
  private Instant next = Instant.MIN;

  Round(Rings rings, Carrier carrier, OwnValues own, Debts debts, Sizes sizes) {
    this.rings = rings;
    this.carrier = carrier;
    this.own = own;
    this.debts = debts;
    this.parameters = sizes.parameters();
    this.figures = sizes.figures();
  }

  /// What it is measured by.
  record Sizes(MigrationParameters parameters, MigrationFigures figures) {}

  /// Whether nothing is left to be brought for now.
  boolean isOver() {
    return left.isEmpty() && underWay == 0;
  }

  /// Begins anew as soon as B can be reached.
  void again() {
    next = Instant.MIN;
    left.clear();
  }

  /// Whether one was begun since {@link #again}.
  boolean isBegun() {
    return !next.equals(Instant.MIN);
  }

  /// Goes on with it; begins the next one when it is due.
  void work(Instant now) {
    if (!rings.isIn(Side.B)) return;
    if (isOver() && !next.isAfter(now)) begin(now);
    while (underWay < parameters.atOnce() && !left.isEmpty()) {
      switch (left.remove()) {
        case Work.Own(var key) -> owe(key, new Debts.Debt.Put(key.entry()), now);
        case Work.Gone(var key) ->
            own.gone(key, now)
                .ifPresent(each -> owe(key, new Debts.Debt.RemoveOne(each.value()), now));
        case Work.Kept(var resource) -> kept(resource, now);
      }
    }
  }

  /// When to begin again.
  Instant deadline() {
    return isOver() && rings.isIn(Side.B) ? next : Instant.MAX;
  }

  private void begin(Instant now) {
    figures.rounds++;
    next = now.plus(parameters.renewEvery());
    own.keys(now).forEach(key -> left.add(new Work.Own(key)));
    own.goneKeys(now).forEach(key -> left.add(new Work.Gone(key)));
    var places = new LinkedHashSet<Id>();
    var self = rings.node(Side.A).id();
    for (var each : rings.node(Side.A).answersFor(self, self, now)) places.add(each.resource());
    places.forEach(each -> left.add(new Work.Kept(each)));
  }

  private void owe(OwnValues.Key key, Debts.Debt debt, Instant now) {
    underWay++;
    var place = new Place(Side.B, key.resource(), key.kind());
    debts.add(place, debt, _ -> underWay--, now);
  }

  private void kept(Id resource, Instant now) {
    for (var store : rings.node(Side.A).answersFor(resource.minus(ONE), resource, now)) {
      bring(store, now);
    }
  }

  /// Stores in B what A has, as far as its owner's signature holds there.
  void bring(Request.Store store, Instant now) {
    for (var kind : store.kinds()) {
      var place = new Place(Side.B, store.resource(), kind.kind());
      for (var value : kind.values()) bring(place, value, now);
    }
  }

  private void bring(Place place, StoredValue value, Instant now) {
    var key = new OwnValues.Key(place.resource(), place.kind(), carrier.identity(place, value));
    // What this node does there itself comes in its own order.
    if (debts.isOwed(place) || own.of(key, now).isPresent()) return;
    var fit = carrier.foreign(place, value, now);
    if (fit.isEmpty()) {
      figures.ofOthers++;
      return;
    }
    underWay++;
    carrier.put(place, fit.get(), (outcome, _) -> brought(outcome), now);
  }

  private void brought(Carrier.Outcome outcome) {
    underWay--;
    switch (outcome) {
      case TAKEN -> figures.brought++;
      case THERE -> figures.there++;
      case NOT_TAKEN -> figures.notTaken++;
    }
  }
}
