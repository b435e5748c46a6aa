// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Why a request clashes with another one (RFC 9132 §4.4.1.3).
///
/// @param status absent for a conflict with the client's own request, and for a collision of cuids,
///   where RFC 9132 §4.4.1.3 forbids it
/// @param retryTimerSeconds how long the client must not send the same request again
/// @param scope the conflicting scope; never that of another client beyond the overlap
/// @param mid the conflicting request, only if it is the same client's
/// @param acls names of conflicting accept-list entries (cause 2)
public record ConflictInformation(
    Optional<ConflictStatus> status,
    Optional<ConflictCause> cause,
    OptionalLong retryTimerSeconds,
    Optional<Scope> scope,
    OptionalLong mid,
    List<AclRef> acls) {

  public ConflictInformation {
    acls = List.copyOf(acls);
  }

  /// @param type for example `ipv4-acl-type` (RFC 8519)
  public record AclRef(String name, String type) {}
}
