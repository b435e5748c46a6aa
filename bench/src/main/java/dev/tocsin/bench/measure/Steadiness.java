// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.measure;

import java.time.Duration;

/// When a server is warm: it has had its least time, and has not become faster for two rounds. How
/// long the compilers of a virtual machine need depends on the machine; measured while they work, a
/// server shows half of what it can do.
public final class Steadiness {

  /// What is counted at once.
  public static final Duration ROUND = Duration.ofSeconds(2);

  private static final double FASTER = 1.03;
  private static final int ROUNDS_WITHOUT_GAIN = 2;
  private static final int TIMES_MAX = 4;

  private final long roundsMin;
  private final long roundsMax;
  private long rounds = -1;
  private long last;
  private long best;
  private int withoutGain;

  /// @param least time; four times as long is the most
  public Steadiness(Duration least) {
    roundsMin = Math.max(1, least.dividedBy(ROUND));
    roundsMax = TIMES_MAX * roundsMin;
  }

  /// To be asked before the first round and after each.
  ///
  /// @param done by now
  public boolean isReached(long done) {
    long inRound = done - last;
    last = done;
    if (++rounds == 0) return false;
    withoutGain = inRound > FASTER * best ? 0 : withoutGain + 1;
    best = Math.max(best, inRound);
    return rounds >= roundsMax || rounds >= roundsMin && withoutGain >= ROUNDS_WITHOUT_GAIN;
  }
}
