// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.topology;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a plug-in asked for and has no answer to yet, by its number.
///
/// @param <P> why it was asked; equal ones are the same errand
public final class Errands<P> {

  private final Map<Long, P> underWay = new HashMap<>();
  private long last;

  /// A number that somebody else keeps.
  public long number() {
    return ++last;
  }

  public long number(P purpose) {
    underWay.put(++last, purpose);
    return last;
  }

  public boolean isUnderWay(P purpose) {
    return underWay.containsValue(purpose);
  }

  /// @return null if it is not one of these
  public @Nullable P done(long number) {
    return underWay.remove(number);
  }
}
