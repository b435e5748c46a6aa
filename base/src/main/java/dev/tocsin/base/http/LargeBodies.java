// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.http;

import java.util.HashMap;
import java.util.Map;

/// How many answers that do not fit one buffer are under way: each keeps what it is made of for as
/// long as its client reads. Used by all threads that write answers.
final class LargeBodies {

  static final int PER_SOURCE_MAX = 4;
  private static final int ALL_MAX = 64;

  private final Map<String, Integer> sources = new HashMap<>();
  private int all;

  /// @param source whose certificate or address asks
  /// @return false if it has to come back later
  synchronized boolean begin(String source) {
    int own = sources.getOrDefault(source, 0);
    if (own >= PER_SOURCE_MAX || all >= ALL_MAX) return false;
    sources.put(source, own + 1);
    all++;
    return true;
  }

  synchronized void end(String source) {
    all--;
    sources.computeIfPresent(source, (_, own) -> own == 1 ? null : own - 1);
  }
}
