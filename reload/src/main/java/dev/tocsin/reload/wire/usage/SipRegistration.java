// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.usage;

import dev.tocsin.reload.wire.id.Destination;
import java.util.List;

/// Where the calls for a user go (SP-1): the value of a peer's key in the dictionary of the user.
public sealed interface SipRegistration {

  /// To another user.
  record Uri(String uri) implements SipRegistration {}

  /// To a peer.
  ///
  /// @param preferences of the contact, a predicate as in RFC 3840; may be empty
  /// @param route next entry first, the peer last
  record Route(String preferences, List<Destination> route) implements SipRegistration {
    public Route {
      route = List.copyOf(route);
    }
  }
}
