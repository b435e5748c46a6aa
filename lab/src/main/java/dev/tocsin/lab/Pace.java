// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab;

import java.util.concurrent.locks.LockSupport;

/// Tells how many packets are due, so that a rate is kept on average and never caught up in a rush.
public final class Pace {

  private static final long STEP_NANOS = 100_000;
  private static final long BEHIND_NANOS_MAX = 50_000_000;

  private final double perNano;
  private final long end;
  private long from;
  private double credit;

  public Pace(long perSecond, long seconds) {
    this.perNano = perSecond / 1e9;
    this.from = System.nanoTime();
    this.end = from + seconds * 1_000_000_000L;
  }

  /// Waits until at least one is due.
  ///
  /// @return how many are due now, or -1 when the time is over
  public int awaitDue() {
    while (true) {
      var now = System.nanoTime();
      if (now >= end) return -1;
      credit += Math.min(now - from, BEHIND_NANOS_MAX) * perNano;
      from = now;
      var due = (int) credit;
      if (due > 0) {
        credit -= due;
        return due;
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }
}
