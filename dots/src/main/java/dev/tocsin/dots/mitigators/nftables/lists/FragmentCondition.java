// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables.lists;

import dev.tocsin.dots.wire.data.match.Fragment;
import java.util.ArrayList;
import java.util.List;

/// Which fragments match (RFC 8783 §4.3). All that counts of a packet is whether it may be
/// fragmented, whether more fragments follow and whether it is at offset zero: every combination is
/// tried against the operator.
final class FragmentCondition {

  private static final int DF = 0x4000;
  private static final int MF = 0x2000;
  private static final int OFFSET_MAX = 0x1fff;

  private FragmentCondition() {}

  private static boolean matches(Fragment match, boolean df, boolean more, boolean atZero) {
    int set = 0;
    for (var type : match.type()) {
      boolean isSet =
          switch (type) {
            case DF -> df;
            case ISF -> more || !atZero;
            case FF -> more && atZero;
            case LF -> !more && !atZero;
          };
      if (isSet) set++;
    }
    return switch (match.operator()) {
      case MATCH -> set == match.type().size();
      case NOT_MATCH -> set != match.type().size();
      case ANY -> set > 0;
      case NOT_ANY -> set == 0;
    };
  }

  /// Flags and offset are one field, and each combination one range of its values. The highest bit
  /// means nothing.
  static Condition ipv4(Fragment match) {
    var ranges = new ArrayList<String>();
    int from = -1;
    for (int value = 0; value <= 0x10000; value++) {
      boolean isIn =
          value < 0x10000
              && matches(match, (value & DF) != 0, (value & MF) != 0, (value & OFFSET_MAX) == 0);
      if (isIn && from < 0) from = value;
      if (isIn || from < 0) continue;
      ranges.add(from == value - 1 ? String.valueOf(from) : from + "-" + (value - 1));
      from = -1;
    }
    if (ranges.isEmpty()) return Condition.NEVER;
    if (ranges.equals(List.of("0-65535"))) return Condition.ALWAYS;
    return Condition.of("ip frag-off { " + String.join(", ", ranges) + " }");
  }

  /// A packet without a fragment header is like one that is alone: at offset zero, and no more
  /// follow.
  static Condition ipv6(Fragment match) {
    var alternatives = new ArrayList<String>();
    if (matches(match, false, false, true)) {
      alternatives.add("exthdr frag missing");
      alternatives.add("frag more-fragments 0 frag frag-off 0");
    }
    if (matches(match, false, true, true)) {
      alternatives.add("frag more-fragments 1 frag frag-off 0");
    }
    if (matches(match, false, false, false)) {
      alternatives.add("frag more-fragments 0 frag frag-off != 0");
    }
    if (matches(match, false, true, false)) {
      alternatives.add("frag more-fragments 1 frag frag-off != 0");
    }
    return alternatives.size() == 5 ? Condition.ALWAYS : new Condition(alternatives);
  }
}
