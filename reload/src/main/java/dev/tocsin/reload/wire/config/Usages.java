// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.config;

import java.util.List;
import java.util.OptionalInt;

/// What an overlay is used for.
///
/// @param required names of the usages that every peer has to know
/// @param turnDensity at how many places a TURN server stores its address, if there are any
public record Usages(List<String> required, OptionalInt turnDensity) {

  public static final Usages NONE = new Usages(List.of(), OptionalInt.empty());

  private static final int REQUIRED_MAX = 64;
  // TN-2: no peer stores more of one TURN server.
  private static final int DENSITY_MAX = 100;

  public Usages {
    required = List.copyOf(required);
    Texts.atMost(REQUIRED_MAX, "required usages", required);
    for (var name : required) Texts.requireWords("a name of a usage", name);
    if (turnDensity.isPresent()
        && (turnDensity.getAsInt() < 1 || turnDensity.getAsInt() > DENSITY_MAX)) {
      throw new IllegalArgumentException(
          "expected a turnDensity of 1 to " + DENSITY_MAX + ", found " + turnDensity.getAsInt());
    }
  }

  public static Usages required(String... names) {
    return new Usages(List.of(names), OptionalInt.empty());
  }
}
