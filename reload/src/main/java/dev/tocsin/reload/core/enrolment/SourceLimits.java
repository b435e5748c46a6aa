// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.enrolment;

import dev.tocsin.base.net.SourceNet;
import dev.tocsin.base.time.TokenBucket;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// How many wrong passwords may come from one source: who guesses gets slow. It bars sources, not
/// users, so that nobody can lock somebody else out. One thread at a time.
public final class SourceLimits {

  private final double perSecond;
  private final int burst;
  private final int sourcesMax;
  private final Map<SourceNet, TokenBucket> sources = new LinkedHashMap<>(16, 0.75f, true);

  /// @param burst wrong passwords at once
  /// @param sourcesMax that are remembered; then the one longest unheard of is forgotten
  public SourceLimits(double perSecond, int burst, int sourcesMax) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.sourcesMax = sourcesMax;
  }

  /// Whether nothing of this source is looked at.
  public boolean isBarred(SourceNet source, Instant now) {
    var bucket = sources.get(source);
    return bucket != null && bucket.isEmpty(now);
  }

  /// Counts a wrong password.
  public void failed(SourceNet source, Instant now) {
    sources.computeIfAbsent(source, _ -> new TokenBucket(perSecond, burst)).take(now);
    if (sources.size() > sourcesMax) forgetEldest(sources.keySet().iterator());
  }

  private static void forgetEldest(Iterator<SourceNet> all) {
    all.next();
    all.remove();
  }
}
