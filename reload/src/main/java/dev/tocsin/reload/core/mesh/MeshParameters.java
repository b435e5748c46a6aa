// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.mesh;

import java.time.Duration;

/// The numbers of a mesh: the same for all of its peers.
///
/// @param updateEvery how often everybody is told, changed or not
public record MeshParameters(Duration updateEvery) {

  public static final MeshParameters DEFAULT = new MeshParameters(Duration.ofMinutes(1));

  public MeshParameters {
    if (!updateEvery.isPositive()) throw new IllegalArgumentException("every " + updateEvery);
  }
}
