// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.routes;

import dev.tocsin.alto.core.policy.Reach;
import dev.tocsin.alto.core.policy.RouteTable;
import dev.tocsin.alto.sources.SourceException;
import dev.tocsin.alto.wire.Names;
import dev.tocsin.base.net.Prefix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// An operator's own list of prefixes: one to a line, behind it the PID that it belongs to and, as
/// `node=NAME`, where in the topology it is reached, both as they are wanted. `#` begins a comment.
public final class PrefixList {

  private static final String NODE = "node=";
  private static final Pattern BLANK = Pattern.compile("\\s+");

  private PrefixList() {}

  /// @param name of the source, for complaints
  /// @return how many there are
  /// @throws SourceException if a line is something else, or a prefix stands twice
  public static int read(String name, List<String> lines, RouteTable.Builder table) {
    Map<Prefix, Integer> seen = new HashMap<>();
    int number = 0;
    for (var line : lines) {
      number++;
      int comment = line.indexOf('#');
      var text = (comment < 0 ? line : line.substring(0, comment)).strip();
      if (text.isEmpty()) continue;
      try {
        var words = BLANK.split(text);
        var prefix = Prefix.parse(words[0]);
        var other = seen.putIfAbsent(prefix, number);
        if (other != null) {
          throw new IllegalArgumentException(prefix + " stands in line " + other + ", too");
        }
        table.add(prefix, reach(words));
      } catch (IllegalArgumentException e) {
        throw new SourceException(name, "line " + number, String.valueOf(e.getMessage()));
      }
    }
    return seen.size();
  }

  private static Reach reach(String[] words) {
    Optional<String> group = Optional.empty();
    Optional<String> node = Optional.empty();
    for (int i = 1; i < words.length; i++) {
      if (words[i].startsWith(NODE) && words[i].length() > NODE.length() && node.isEmpty()) {
        node = Optional.of(words[i].substring(NODE.length()));
      } else if (i == 1 && Names.isPid(words[i])) {
        group = Optional.of(words[i]);
      } else {
        throw new IllegalArgumentException(
            "expected a prefix, a PID and node=NAME, found '" + words[i] + "'");
      }
    }
    return Reach.listed(group, node);
  }
}
