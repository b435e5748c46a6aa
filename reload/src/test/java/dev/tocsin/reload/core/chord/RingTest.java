// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.chord;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.reload.wire.chord.ChordUpdate;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.sim.Simulation;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What a peer knows of its ring, beside arithmetic with whole numbers.
class RingTest {

  private static final BigInteger RING = BigInteger.TWO.pow(Id.BITS);

  private static BigInteger number(Id id) {
    return new BigInteger(1, id.bytes());
  }

  private static BigInteger way(Id from, Id to) {
    return number(to).subtract(number(from)).mod(RING);
  }

  // Few bits: often two are the same, or next to each other.
  private static Id id(RandomGenerator random) {
    return random.nextBoolean()
        ? new Id(random.nextLong(), random.nextLong())
        : new Id(random.nextLong(1, 17) << 60, random.nextInt(2));
  }

  private static List<Id> peers(RandomGenerator random) {
    return Stream.generate(() -> id(random))
        .filter(Id::isPeer)
        .distinct()
        .limit(random.nextInt(2, 30))
        .sorted()
        .toList();
  }

  @Test
  void distancesAreThoseOfWholeNumbers() {
    Simulation.check(
        1000,
        simulation -> {
          var random = simulation.random();
          var one = id(random);
          var two = id(random);
          var three = id(random);
          assertThat(number(one.minus(two))).isEqualTo(way(two, one));
          assertThat(number(one.plus(two))).isEqualTo(number(one).add(number(two)).mod(RING));
          boolean isWithin =
              two.equals(three)
                  || way(two, one).signum() > 0 && way(two, one).compareTo(way(two, three)) <= 0;
          assertThat(one.isWithin(two, three)).isEqualTo(isWithin);
        });
  }

  // CH-1, CH-2, CH-6.
  @Test
  void neighboursAndFingersAreTheNearest() {
    Simulation.check(
        300,
        simulation -> {
          var peers = peers(simulation.random());
          var self = peers.get(simulation.random().nextInt(peers.size()));
          var ring = Ring.settled(self, peers.toArray(new Id[0]), ChordParameters.DRAFT);

          var clockwise = new ArrayList<>(peers);
          clockwise.remove(self);
          clockwise.sort(Comparator.comparing(peer -> way(self, peer)));
          assertThat(ring.successors()).isEqualTo(clockwise.stream().limit(3).toList());
          assertThat(ring.predecessors())
              .isEqualTo(clockwise.reversed().stream().limit(3).toList());
          for (int i = 0; i < 8; i++) {
            var place = number(self).add(BigInteger.TWO.pow(127 - i)).mod(RING);
            var first =
                peers.stream()
                    .min(Comparator.comparing(peer -> number(peer).subtract(place).mod(RING)))
                    .orElseThrow();
            if (!first.equals(self)) assertThat(ring.finger(i)).isEqualTo(first);
          }
        });
  }

  // CH-3.
  @Test
  void theNextHopIsTheLastOneBeforeThePlace() {
    Simulation.check(
        500,
        simulation -> {
          var random = simulation.random();
          var peers = peers(random);
          var self = peers.get(random.nextInt(peers.size()));
          var place = id(random);
          var ring = Ring.settled(self, peers.toArray(new Id[0]), ChordParameters.DRAFT);

          var before =
              ring.table().stream()
                  .filter(peer -> way(self, peer).compareTo(way(self, place)) <= 0)
                  .max(Comparator.comparing(peer -> way(self, peer)))
                  .orElse(ring.successor());
          assertThat(ring.nextHop(place)).isEqualTo(before);
          var behind =
              Stream.concat(ring.table().stream(), Stream.of(self))
                  .min(Comparator.comparing(peer -> way(place, peer)))
                  .orElseThrow();
          assertThat(ring.firstBehind(place)).isEqualTo(behind);
        });
  }

  @Test
  void claimsNothingBeyondWhomItKnewWhenAllOfASideAreGone() {
    // given a ring with fingers far from the neighbours
    var peers = Stream.iterate(1L, i -> i + 1).limit(100).map(i -> new Id(i << 57, 0)).toList();
    var self = peers.get(50);
    var ring = Ring.settled(self, peers.toArray(new Id[0]), ChordParameters.DRAFT);
    var before = List.copyOf(ring.predecessors());

    // when its predecessors die
    before.forEach(ring::remove);

    // then its part begins where the last one of them was, until somebody says that it is next
    assertThat(ring.isTorn()).isTrue();
    assertThat(ring.bound()).isEqualTo(before.getLast());
    var found = peers.get(46);
    ring.add(found);
    assertThat(ring.bound()).isEqualTo(before.getLast());
    ring.told(found, new ChordUpdate(List.of(), List.of(self)));
    assertThat(ring.isTorn()).isFalse();
    assertThat(ring.bound()).isEqualTo(found);
  }
}
