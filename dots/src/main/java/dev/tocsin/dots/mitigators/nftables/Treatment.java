// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables;

import dev.tocsin.dots.core.mitigation.EnforcementPolicy;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy.Scoped;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy.SynProtection;

/// What happens to packets that a filter is about: the domain's policy, completed by the settings.
sealed interface Treatment {

  /// All are dropped.
  record Drop() implements Treatment {}

  /// What exceeds a rate is dropped.
  record Limit(int packetsPerSecond, int burst) implements Treatment {}

  /// For a target that is only a prefix.
  ///
  /// @param packetsPerSecond of one source
  /// @param penaltySeconds 0 for none
  /// @param synPerSecond of all sources together; 0 for no limit
  record Guard(int packetsPerSecond, int burst, long penaltySeconds, int synPerSecond)
      implements Treatment {

    boolean punishes() {
      return penaltySeconds > 0;
    }

    boolean limitsSyn() {
      return synPerSecond > 0;
    }
  }

  static Treatment scoped(EnforcementPolicy policy, NftablesSettings settings) {
    return switch (policy.scoped().orElse(settings.scoped())) {
      case Scoped.Drop _ -> new Drop();
      case Scoped.Limit(var rate, var burst) -> new Limit(rate, burst);
    };
  }

  static Guard bare(EnforcementPolicy policy, NftablesSettings settings) {
    var asked = policy.bare();
    var usual = settings.bare();
    var penalty = asked.penalty().orElse(usual.penalty());
    int syn =
        switch (asked.syn().orElse(usual.syn())) {
          case SynProtection.Off _ -> 0;
          case SynProtection.Limit(var perSecond) -> perSecond;
        };
    return new Guard(
        asked.packetsPerSecond().orElse(usual.packetsPerSecond()),
        asked.burst().orElse(usual.burst()),
        penalty.isZero() ? 0 : Math.max(1, penalty.toSeconds()),
        syn);
  }

  /// Part of the names of its sets and chains.
  default String name() {
    return switch (this) {
      case Drop _ -> "d";
      case Limit(var rate, var burst) -> "l%db%d".formatted(rate, burst);
      case Guard(var rate, var burst, var penalty, var syn) ->
          "g%db%dp%ds%d".formatted(rate, burst, penalty, syn);
    };
  }

  static Treatment parse(String name) {
    var numbers = name.substring(1).split("[a-z]");
    return switch (name.charAt(0)) {
      case 'd' -> new Drop();
      case 'l' -> new Limit(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
      case 'g' ->
          new Guard(
              Integer.parseInt(numbers[0]),
              Integer.parseInt(numbers[1]),
              Long.parseLong(numbers[2]),
              Integer.parseInt(numbers[3]));
      default -> throw new IllegalArgumentException("'" + name + "' names no treatment");
    };
  }

  /// For people: the action that is reported as enabled.
  default String words() {
    return switch (this) {
      case Drop _ -> "drop";
      case Limit(var rate, _) -> "limit " + rate + " packets/s";
      case Guard guard -> {
        var penalty = guard.punishes() ? ", then nothing for " + guard.penaltySeconds() + " s" : "";
        var syn = guard.limitsSyn() ? ", " + guard.synPerSecond() + " SYN/s in all" : "";
        yield "limit " + guard.packetsPerSecond() + " packets/s per source" + penalty + syn;
      }
    };
  }
}
