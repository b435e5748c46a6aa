// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.net.handshake;

import dev.tocsin.base.net.SourceNet;
import java.util.HashMap;
import java.util.Map;

/// Where handshakes over TCP begin and end: how many are under way, in all and from one source, and
/// how often they begin. Callable from any thread.
public final class HandshakeDoor {

  /// What becomes of somebody who wants to begin.
  public enum Verdict {
    ENTERED,
    /// Too many are under way.
    SHED,
    /// They begin too often.
    LIMITED
  }

  private final Handshakes limits;
  private final HandshakeRates rates;
  private final Map<SourceNet, Integer> perSource = new HashMap<>();
  private int underWay;

  public HandshakeDoor(Handshakes limits) {
    this.limits = limits;
    this.rates = HandshakeRates.of(limits);
  }

  /// Whoever entered has to {@link #leave}, however it ends.
  public synchronized Verdict enter(SourceNet source) {
    if (underWay >= limits.max() || perSource.getOrDefault(source, 0) >= limits.perSourceMax()) {
      return Verdict.SHED;
    }
    if (!rates.allows(source)) return Verdict.LIMITED;
    rates.began(source);
    underWay++;
    perSource.merge(source, 1, Integer::sum);
    return Verdict.ENTERED;
  }

  public synchronized void leave(SourceNet source) {
    underWay--;
    perSource.computeIfPresent(source, (_, count) -> count > 1 ? count - 1 : null);
  }
}
