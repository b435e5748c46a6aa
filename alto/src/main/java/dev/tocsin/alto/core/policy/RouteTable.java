// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.policy;

import dev.tocsin.base.net.Prefix;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
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
    // Sources share theirs, too: most are known without a look at all of them.
    private final Map<Reach, Reach> seen = new IdentityHashMap<>();

    public Builder add(Prefix prefix, Reach reach) {
      reaches.putIfAbsent(prefix, seen.computeIfAbsent(reach, this::shared));
      return this;
    }

    private Reach shared(Reach reach) {
      return shared.computeIfAbsent(reach, same -> same);
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
