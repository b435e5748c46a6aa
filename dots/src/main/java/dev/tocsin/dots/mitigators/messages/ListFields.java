// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.messages;

import dev.tocsin.dots.wire.data.capability.AddressFamily;
import dev.tocsin.dots.wire.data.capability.Capabilities;
import dev.tocsin.dots.wire.data.capability.ForwardingAction;
import dev.tocsin.dots.wire.data.capability.MatchField;
import java.util.Optional;
import java.util.Set;

/// Which access control lists a mitigator outside of this program takes, as the operator says.
public enum ListFields {
  /// None at all.
  NONE,
  /// Those that match on what RFC 8783 §4.2 demands.
  MANDATORY,
  /// Whatever RFC 8783 can express.
  ALL;

  Optional<Capabilities> capabilities() {
    return switch (this) {
      case NONE -> Optional.empty();
      case MANDATORY -> Optional.of(Capabilities.mandatory());
      case ALL ->
          Optional.of(
              new Capabilities(
                  Set.of(AddressFamily.values()),
                  Set.of(ForwardingAction.ACCEPT, ForwardingAction.DROP),
                  true,
                  Capabilities.mandatory().transportProtocols(),
                  Set.of(MatchField.values())));
    };
  }
}
