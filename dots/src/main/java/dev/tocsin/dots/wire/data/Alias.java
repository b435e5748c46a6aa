// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data;

import dev.tocsin.dots.wire.Scope;
import java.util.OptionalInt;

/// A name for resources, to be used in mitigation requests (RFC 8783 §6.1).
///
/// @param target at least one prefix, FQDN or URI, and no further aliases
/// @param pendingLifetimeMinutes until it expires; only in what a server tells
public record Alias(String name, Scope target, OptionalInt pendingLifetimeMinutes) {

  public Alias {
    if (!target.aliases().isEmpty()) throw new IllegalArgumentException(name + " names aliases");
    if (!target.hasTarget()) throw new IllegalArgumentException(name + " has no target");
  }

  public Alias(String name, Scope target) {
    this(name, target, OptionalInt.empty());
  }

  public Alias withPendingLifetime(int minutes) {
    return new Alias(name, target, OptionalInt.of(minutes));
  }
}
