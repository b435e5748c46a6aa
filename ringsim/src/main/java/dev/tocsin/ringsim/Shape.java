// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim;

import dev.tocsin.reload.core.chord.ChordParameters;
import dev.tocsin.reload.core.mesh.MeshParameters;
import dev.tocsin.reload.core.topology.Topology;
import dev.tocsin.reload.wire.id.Id;
import java.time.Instant;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.random.RandomGenerator;

/// The plug-in that a simulated overlay has its shape from.
public sealed interface Shape {

  Shape DRAFT = new Chord(ChordParameters.DRAFT);

  /// A peer that is in no overlay yet.
  Topology fresh(Id id, RandomGenerator random);

  /// A peer of an overlay in which everybody knows whom he should.
  ///
  /// @param sorted all of its peers
  Topology settled(Id id, Id[] sorted, RandomGenerator random, Instant now);

  /// Whoever of these answers for a place.
  Id owner(NavigableSet<Id> peers, Id place);

  /// A ring.
  record Chord(ChordParameters parameters) implements Shape {

    @Override
    public Topology fresh(Id id, RandomGenerator random) {
      return new dev.tocsin.reload.core.chord.Chord(id, parameters, random);
    }

    @Override
    public Topology settled(Id id, Id[] sorted, RandomGenerator random, Instant now) {
      return dev.tocsin.reload.core.chord.Chord.settled(id, sorted, parameters, random, now);
    }

    // CH-2.
    @Override
    public Id owner(NavigableSet<Id> peers, Id place) {
      return Objects.requireNonNullElseGet(peers.ceiling(place), peers::first);
    }
  }

  /// A full mesh.
  record Mesh(MeshParameters parameters) implements Shape {

    @Override
    public Topology fresh(Id id, RandomGenerator random) {
      return new dev.tocsin.reload.core.mesh.Mesh(id, parameters, random);
    }

    @Override
    public Topology settled(Id id, Id[] sorted, RandomGenerator random, Instant now) {
      return dev.tocsin.reload.core.mesh.Mesh.settled(id, sorted, parameters, random, now);
    }

    // The nearest, either way round; the one before the place if both are as near.
    @Override
    public Id owner(NavigableSet<Id> peers, Id place) {
      var before = Objects.requireNonNullElseGet(peers.floor(place), peers::last);
      var after = Objects.requireNonNullElseGet(peers.higher(place), peers::first);
      return place.minus(before).compareTo(after.minus(place)) <= 0 ? before : after;
    }
  }
}
