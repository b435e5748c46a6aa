// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void grantsABurstAndThenTheRate() {
    var bucket = new TokenBucket(10, 3);

    assertThat(granted(bucket, 5, START)).isEqualTo(3);
    assertThat(granted(bucket, 5, START.plusMillis(99))).isZero();
    assertThat(granted(bucket, 5, START.plusMillis(200))).isEqualTo(2);
  }

  @Test
  void keepsFractionsOfATokenBetweenManyShortWaits() {
    var bucket = new TokenBucket(10, 1);
    bucket.take(START);

    int granted = 0;
    for (int millis = 1; millis <= 10_000; millis++) {
      if (bucket.take(START.plusMillis(millis))) granted++;
    }

    assertThat(granted).isBetween(99, 100);
  }

  @Test
  void neverHoldsMoreThanItsBurst() {
    var bucket = new TokenBucket(1000, 3);
    bucket.take(START);

    assertThat(granted(bucket, 100, START.plusSeconds(3600))).isEqualTo(3);
  }

  @Test
  void takesAllOrNothing() {
    var bucket = new TokenBucket(1, 5);

    assertThat(bucket.tryTake(6, START)).isFalse();
    assertThat(bucket.tryTake(5, START)).isTrue();
    assertThat(bucket.tryTake(0, START)).isTrue();
    assertThat(bucket.tryTake(1, START)).isFalse();
  }

  @Test
  void grantsNothingWhenTheClockIsSetBack() {
    var bucket = new TokenBucket(10, 1);
    bucket.take(START);

    assertThat(bucket.take(START.minusSeconds(60))).isFalse();
    assertThat(bucket.take(START.plusMillis(50))).isFalse();
    assertThat(bucket.take(START.plusMillis(100))).isTrue();
  }

  @Test
  void isFullAgainAfterARest() {
    var bucket = new TokenBucket(10, 2);
    bucket.tryTake(2, START);

    assertThat(bucket.isFull(START.plusMillis(100))).isFalse();
    assertThat(bucket.isFull(START.plusMillis(200))).isTrue();
  }

  @Test
  void refusesRatesAndBurstsThatGrantNothing() {
    assertThatIllegalArgumentException().isThrownBy(() -> new TokenBucket(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new TokenBucket(Double.NaN, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new TokenBucket(1, 0.5));
  }

  private static int granted(TokenBucket bucket, int tries, Instant now) {
    int granted = 0;
    for (int i = 0; i < tries; i++) if (bucket.take(now)) granted++;
    return granted;
  }
}
