// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.policy;

import dev.tocsin.base.net.Prefix;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/// Every prefix that the sources name, and how it is reached. Immutable once it is built.
public final class RouteTable {

  private final Map<Prefix, Reach> reaches;

  private RouteTable(Map<Prefix, Reach> reaches) {
    this.reaches = reaches;
  }

  /// Takes in source after source; a prefix that several name is as the first says.
  public static final class Builder {
    private final Map<Prefix, Reach> reaches = new HashMap<>();
    private final Map<Reach, Reach> shared = new HashMap<>();

    public Builder add(Prefix prefix, Reach reach) {
      var one = shared.putIfAbsent(reach, reach);
      reaches.putIfAbsent(prefix, one == null ? reach : one);
      return this;
    }

    /// Prefixes so far.
    public int size() {
      return reaches.size();
    }

    public RouteTable build() {
      return new RouteTable(reaches);
    }
  }

  public Map<Prefix, Reach> reaches() {
    return Collections.unmodifiableMap(reaches);
  }

  public int size() {
    return reaches.size();
  }
}
