// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.watch;

import dev.tocsin.dots.wire.Counters;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.function.Function;

/// What one mitigator reports to have dropped for a mitigation, from report to report.
public final class Tally {

  private Counters last = Counters.UNKNOWN;

  public Counters last() {
    return last;
  }

  public boolean isKnown() {
    return total(last).isPresent();
  }

  /// @return how much more it is than before, in packets or, where these are not counted, in bytes;
  ///   empty if neither is known
  public OptionalLong add(Counters counters) {
    long before = total(last).orElse(0);
    last = counters;
    var now = total(counters);
    if (now.isEmpty()) return now;
    // Counters that went back began anew.
    long more = now.getAsLong() - before;
    return more >= 0 ? OptionalLong.of(more) : now;
  }

  private static OptionalLong total(Counters counters) {
    return counters.packets().isPresent() ? counters.packets() : counters.bytes();
  }

  /// What several have dropped together. A packet is dropped once, by the first that meets it, so
  /// that the figures of mitigators in a row may be added. A figure that one of them does not know
  /// is not known of all: a part would look like the whole.
  public static Counters together(Collection<Counters> each) {
    return new Counters(
        sum(each, Counters::bytes),
        sum(each, Counters::bytesPerSecond),
        sum(each, Counters::packets),
        sum(each, Counters::packetsPerSecond));
  }

  private static OptionalLong sum(
      Collection<Counters> each, Function<Counters, OptionalLong> figure) {
    long sum = 0;
    for (var counters : each) {
      var known = figure.apply(counters);
      if (known.isEmpty()) return known;
      sum += known.getAsLong();
    }
    return each.isEmpty() ? OptionalLong.empty() : OptionalLong.of(sum);
  }
}
