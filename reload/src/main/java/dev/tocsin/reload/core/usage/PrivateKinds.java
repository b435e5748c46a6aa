// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.usage;

import dev.tocsin.reload.wire.data.Model;
import java.util.List;

/// Kinds that the people of an overlay agree on among themselves, for data without a usage of its
/// own: of users and of peers, at their places.
public record PrivateKinds(List<Kind> kinds) implements Usage {

  //
  public static final long FIRST = 0xf0_0001;
  public static final long LAST = 0xff_fffe;

  private static final Kind.Limits LIMITS = new Kind.Limits(64, 4096, 64);
  private static final SeedRule SEEDS = SeedRule.USERS.or(SeedRule.PEERS);

  public PrivateKinds {
    kinds = List.copyOf(kinds);
  }

  /// One of them. Keys of a dictionary are peers' ids.
  ///
  /// @throws IllegalArgumentException if the number is not private
  public static Kind kind(long number, String name, Model model) {
    if (number < FIRST || number > LAST) {
      throw new IllegalArgumentException(
          "kind %d: private ones are 0x%x to 0x%x".formatted(number, FIRST, LAST));
    }
    var place = AccessRule.at(SEEDS);
    var access = model == Model.DICTIONARY ? place.and(AccessRule.keyedByPeer()) : place;
    return new Kind(
        number, name, model, LIMITS, new Kind.Rules(SEEDS, access, MergeRule.NEWEST, true));
  }

  @Override
  public String name() {
    return "PRIVATE";
  }
}
