// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.enrolment;

import dev.tocsin.reload.wire.id.Id;
import java.security.PublicKey;
import java.util.List;

/// What a user who proved who he is wants certified.
///
/// @param key of which he proved that he has it
/// @param names empty for all that he has
/// @param peers that he was given before and wants to keep; empty for those of the key, or new ones
public record Wanted(PublicKey key, List<String> names, List<Id> peers) {
  public Wanted {
    names = List.copyOf(names);
    peers = List.copyOf(peers);
  }
}
