// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.policy;

import dev.tocsin.alto.wire.Names;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;

/// Makes PID names of what routers and operators call things.
final class PidNames {

  // RFC 7285 §10.1
  private static final int LENGTH_MAX = 64;

  private PidNames() {}

  /// A name for each group. The dot is left to those who qualify names with it (RFC 7285 §10.1);
  /// groups whose names would be the same get numbers, in the order of the groups.
  static Map<String, String> of(SortedSet<String> groups) {
    var names = HashMap.<String, String>newHashMap(groups.size());
    Set<String> taken = new HashSet<>();
    for (var group : groups) {
      var name = plain(group);
      for (int n = 2; !taken.add(name); n++) {
        var number = "-" + n;
        var plain = plain(group);
        name = plain.substring(0, Math.min(plain.length(), LENGTH_MAX - number.length())) + number;
      }
      names.put(group, name);
    }
    return names;
  }

  private static String plain(String group) {
    var name = group.replaceAll("[^A-Za-z0-9:@_-]+", "-");
    if (name.length() > LENGTH_MAX) name = name.substring(0, LENGTH_MAX);
    return Names.isPid(name) ? name : "pid";
  }
}
