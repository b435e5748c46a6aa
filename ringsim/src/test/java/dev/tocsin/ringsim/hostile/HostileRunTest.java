// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.identity.NativeCryptography;
import dev.tocsin.reload.core.node.NodeParameters.Bounds;
import dev.tocsin.ringsim.KeyPool;
import dev.tocsin.ringsim.RingRun.Progress;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Rings of which a part is bad: what good peers believe, keep and hold.
class HostileRunTest {

  private static final class Keys {
    static final KeyPool POOL = KeyPool.of(2, 1, Progress.NONE);
  }

  @BeforeAll
  static void install() {
    NativeCryptography.install();
  }

  private static HostileResult run(double share, List<Misdeed> misdeeds) {
    int lookups = Boolean.getBoolean("check.long") ? 400 : 40;
    var settings = new HostileSettings(30, share, misdeeds, lookups, 1, Keys.POOL);
    return new HostileRun(settings, Progress.NONE).run();
  }

  private static void expectSound(HostileResult result) {
    assertThat(result.single().forged()).as("believed").isZero();
    assertThat(result.parallel().forged()).as("believed").isZero();
    assertThat(result.kept().all()).as("kept: %s", result.kept()).isZero();
    assertThat(result.most().fragmentBytes()).isLessThanOrEqualTo(Bounds.DEFAULT.reassemblyBytes());
    assertThat(result.most().unproved()).isLessThanOrEqualTo(256);
    assertThat(result.most().answers()).isLessThanOrEqualTo(Bounds.DEFAULT.answers());
    assertThat(result.most().pending()).isLessThan(500);
    assertThat(result.most().unproved()).isLessThanOrEqualTo(256);
    assertThat(result.most().links()).isLessThan(60);
  }

  @Test
  void everythingIsFoundWhereNobodyIsBad() {
    var result = run(0, List.of(Misdeed.DROP));

    expectSound(result);
    assertThat(result.single().success()).isEqualTo(1);
    assertThat(result.parallel().success()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void nothingForgedIsBelievedAndNothingUsurpedKept(Misdeed misdeed) {
    var result = run(0.2, List.of(misdeed));

    expectSound(result);
    assertThat(result.parallel().right()).isGreaterThanOrEqualTo(result.single().right());
    // The misdeed was tried: this is how good peers saw it.
    switch (misdeed) {
      case DROP -> assertThat(result.single().success()).isBetween(0.2, 0.95);
      case FORGE, IMPERSONATE -> assertThat(result.unproved()).isPositive();
      case STALE -> assertThat(result.single().old()).isPositive();
      case FLOOD -> assertThat(result.most().fragmentBytes()).isGreaterThan(1_000_000);
      case USURP -> assertThat(result.tried()).isGreaterThan(100);
      // What comes of these is that nothing does.
      case MISROUTE, REPLAY, LIE -> assertThat(result.single().success()).isGreaterThan(0.9);
    }
  }
}
