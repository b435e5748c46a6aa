// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.sim.Simulation;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Who is nearest, beside arithmetic with whole numbers.
class RollTest {

  private static final BigInteger RING = BigInteger.TWO.pow(Id.BITS);

  private static BigInteger number(Id id) {
    return new BigInteger(1, id.bytes());
  }

  private static BigInteger way(Id from, Id to) {
    return number(to).subtract(number(from)).mod(RING);
  }

  // Of two that are as near the one before the place.
  private static Id naive(List<Id> peers, Id place) {
    return peers.stream()
        .min(
            Comparator.<Id, BigInteger>comparing(peer -> way(peer, place).min(way(place, peer)))
                .thenComparing(peer -> way(peer, place)))
        .orElseThrow();
  }

  // Few bits: often two are the same, or as near.
  private static Id id(RandomGenerator random) {
    return new Id(random.nextLong(1, 17) << 60, random.nextInt(2));
  }

  private static void check(BiConsumer<List<Id>, Id> body) {
    Simulation.check(
        500,
        simulation -> {
          var random = simulation.random();
          var peers =
              Stream.generate(() -> id(random)).distinct().limit(random.nextInt(1, 8)).toList();
          body.accept(peers, id(random));
        });
  }

  private static Roll roll(List<Id> peers) {
    var roll = new Roll(peers.getFirst());
    peers.forEach(roll::add);
    return roll;
  }

  @Test
  void findsTheNearest() {
    check((peers, place) -> assertThat(roll(peers).nearest(place)).isEqualTo(naive(peers, place)));
  }

  @Test
  void everyPlaceIsInOnePart() {
    check(
        (peers, place) -> {
          var roll = roll(peers);
          assertThat(peers.stream().filter(peer -> place.isWithin(roll.from(peer), roll.to(peer))))
              .containsExactly(roll.nearest(place));
        });
  }

  @Test
  void knowsWhoIsBeside() {
    var one = new Id(10, 0);
    var two = new Id(20, 0);
    var three = new Id(30, 0);
    var roll = new Roll(one);
    assertThat(roll.beside(one)).isEmpty();
    roll.add(two);
    assertThat(roll.beside(one)).containsExactly(two);
    roll.add(three);
    assertThat(roll.beside(one)).containsExactly(three, two);
    assertThat(roll.remove(one)).isFalse();
  }
}
