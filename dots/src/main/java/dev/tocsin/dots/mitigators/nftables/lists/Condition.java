// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables.lists;

import java.util.List;

/// When a rule matches: when one of the alternatives does, each a text of expressions that all must
/// hold. Without alternatives it never does; an empty text always does.
record Condition(List<String> alternatives) {

  static final Condition ALWAYS = new Condition(List.of(""));
  static final Condition NEVER = new Condition(List.of());

  Condition {
    alternatives = List.copyOf(alternatives);
  }

  static Condition of(String text) {
    return new Condition(List.of(text));
  }

  Condition and(Condition other) {
    return new Condition(
        alternatives.stream()
            .flatMap(one -> other.alternatives.stream().map(two -> (one + " " + two).strip()))
            .toList());
  }
}
