// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.chord;

import dev.tocsin.reload.wire.id.Id;

/// Why a peer of a ring asked for something.
sealed interface Purpose {
  record Update(Id peer) implements Purpose {}

  record Probe(Id neighbour) implements Purpose {}

  record FingerPing(int finger) implements Purpose {}

  record Finger(int finger) implements Purpose {}

  record Neighbour(Id peer) implements Purpose {}

  record Merge(Id through) implements Purpose {}

  record Leave() implements Purpose {}
}
