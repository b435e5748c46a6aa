// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.bytes.WireException;
import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Beside the arithmetic of the library.
class IdTest {

  private static final BigInteger RING = BigInteger.ONE.shiftLeft(Id.BITS);

  @Test
  void countsModuloTheRing() {
    long seed = Long.getLong("seed", System.nanoTime());
    var random = new SplittableRandom(seed);
    for (int run = 0; run < 20_000; run++) {
      var a = any(random);
      var b = any(random);
      var from = any(random);
      int exponent = random.nextInt(Id.BITS);

      assertThat(number(a.plus(b))).as("seed %d", seed).isEqualTo(mod(number(a).add(number(b))));
      assertThat(number(a.minus(b))).isEqualTo(mod(number(a).subtract(number(b))));
      assertThat(number(a.plusPowerOfTwo(exponent)))
          .isEqualTo(mod(number(a).add(BigInteger.ONE.shiftLeft(exponent))));
      assertThat(Integer.signum(a.compareTo(b))).isEqualTo(number(a).compareTo(number(b)));
      assertThat(a.isWithin(from, b)).as("%s in (%s, %s]", a, from, b).isEqualTo(lies(a, from, b));
      assertThat(Id.read(a.bytes(), 0)).isEqualTo(a);
      assertThat(Id.parse(a.toString())).isEqualTo(a);
    }
  }

  // Near the ends of both halves as often as anywhere: that is where carries are.
  private static Id any(SplittableRandom random) {
    return new Id(half(random), half(random));
  }

  private static long half(SplittableRandom random) {
    return random.nextBoolean() ? random.nextLong() : random.nextInt(-2, 3);
  }

  private static boolean lies(Id id, Id from, Id to) {
    var place = number(id);
    var start = number(from);
    var end = number(to);
    if (start.equals(end)) return true;
    boolean isAfter = place.compareTo(start) > 0;
    boolean isUpTo = place.compareTo(end) <= 0;
    return start.compareTo(end) < 0 ? isAfter && isUpTo : isAfter || isUpTo;
  }

  private static BigInteger number(Id id) {
    return new BigInteger(1, id.bytes());
  }

  private static BigInteger mod(BigInteger number) {
    return number.mod(RING);
  }

  @Test
  void isAPeersUnlessItIsZeroOrAllOnes() {
    assertThat(Id.ZERO.isPeer()).isFalse();
    assertThat(Id.WILDCARD.isPeer()).isFalse();
    assertThat(Id.ONE.isPeer()).isTrue();
  }

  @Test
  void readsNothingElseThanAnId() {
    assertThatThrownBy(() -> Id.parse("12")).isInstanceOf(WireException.class);
    assertThatThrownBy(() -> Id.parse("z".repeat(32))).isInstanceOf(WireException.class);
  }
}
