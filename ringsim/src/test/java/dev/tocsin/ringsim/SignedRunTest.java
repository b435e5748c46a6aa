// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.identity.NativeCryptography;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.sim.VirtualTime;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Rings whose peers sign everything that they say.
class SignedRunTest {

  private static final RingSettings JOINED =
      RingSettings.settled(30, 200)
          .with(RingSettings.Start.JOINED)
          .with(new RingSettings.Load(200, Duration.ofSeconds(20)));

  @BeforeAll
  static void install() {
    NativeCryptography.install();
  }

  private static SignedEnrolment enrolment(long seed) {
    var keys = KeyPool.of(2, seed, RingRun.Progress.NONE);
    return new SignedEnrolment(keys, Kinds.NONE, new SplittableRandom(seed), VirtualTime.START);
  }

  // All that a run shows, and what was drawn for it.
  private static String told(long seed) {
    var ring =
        RingSettings.settled(8, 40)
            .with(RingSettings.Start.JOINED)
            .churning(Duration.ofSeconds(100));
    var run = new RingRun(ring, enrolment(seed), seed, RingRun.Progress.NONE);
    assertThat(run.form()).isTrue();
    var result = run.measure();
    var own = enrolment(seed).credentials(Id.ONE, VirtualTime.START);
    return String.join(
        "\n",
        run.peers().toString(),
        numbers(result.hops()),
        numbers(result.millis()),
        numbers(result.joined()),
        result.lookups().toString(),
        "%d messages, %d bytes".formatted(result.traffic().messages(), result.traffic().bytes()),
        numbers(result.traffic().bytesPerSecond()),
        numbers(result.traffic().forwarded()),
        own.certificate().der().hex());
  }

  private static String numbers(Figures figures) {
    return "%d: %s, %s, %s, %s"
        .formatted(
            figures.count(),
            figures.mean(),
            figures.quantile(0.1),
            figures.quantile(0.5),
            figures.max());
  }

  @Test
  void oneSeedGivesOneRun() {
    assertThat(told(7)).isEqualTo(told(7));
  }

  @Test
  void peersJoinAndFindOneAnother() {
    var run = new RingRun(JOINED, enrolment(1), 1, RingRun.Progress.NONE);

    assertThat(run.form()).isTrue();
    var result = run.measure();

    assertThat(result.lookups().failed()).isZero();
    assertThat(result.peers()).isEqualTo(30);
  }

  @Test
  void nobodyJoinsWhomAnotherAuthorityCertified() {
    // given peers whose certificates are of two authorities that know nothing of each other
    var one = enrolment(1);
    var other = enrolment(2);
    Enrolment both =
        (peer, now) -> (peer.low() & 1) == 0 ? one.enrol(peer, now) : other.enrol(peer, now);

    var run = new RingRun(JOINED, both, 1, RingRun.Progress.NONE);

    // then they do not make one ring
    assertThat(run.form()).isFalse();
    assertThat(run.peers())
        .extracting(peer -> peer.low() & 1)
        .containsOnly(run.peers().getFirst().low() & 1);
  }
}
