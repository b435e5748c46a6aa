// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.peer;

import dev.tocsin.reload.wire.id.Id;
import java.util.Optional;

/// Somebody who may know the overlay.
///
/// @param peer that is expected there; absent if anybody of the overlay will do
public record Contact(Candidate candidate, Optional<Id> peer) {

  /// As the overlay's configuration names them.
  public static Contact anybody(Candidate candidate) {
    return new Contact(candidate, Optional.empty());
  }

  public static Contact of(Candidate candidate, Id peer) {
    return new Contact(candidate, Optional.of(peer));
  }
}
