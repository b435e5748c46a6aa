// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.hostile;

import dev.tocsin.ringsim.KeyPool;
import java.util.List;

/// A ring of which a part turns bad.
///
/// @param peers of whom the good ones keep a note of their own in the ring
/// @param share of them that turn bad, 0 to 1
/// @param misdeeds that the bad ones divide among themselves
/// @param lookups of notes, each made twice: as one FETCH, and as several
/// @param keys of the peers; with fewer than peers some share one
public record HostileSettings(
    int peers, double share, List<Misdeed> misdeeds, int lookups, long seed, KeyPool keys) {

  public HostileSettings {
    if (peers < 8) throw new IllegalArgumentException("a ring of " + peers);
    if (!(share >= 0 && share < 1)) throw new IllegalArgumentException("a share of " + share);
    misdeeds = List.copyOf(misdeeds);
    if (misdeeds.isEmpty()) throw new IllegalArgumentException("bad peers that do nothing bad");
  }
}
