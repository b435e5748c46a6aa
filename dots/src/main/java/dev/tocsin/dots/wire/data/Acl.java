// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data;

import dev.tocsin.dots.wire.control.ActivationType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// An access control list (RFC 8783 §4.1): its entries are tried in their order, and lists one
/// after the other, until one matches.
///
/// @param name 1 to 64 characters
/// @param pendingLifetimeMinutes until it expires; only in what a server tells
/// @param aces with names of their own each
public record Acl(
    String name,
    Optional<AclType> type,
    ActivationType activation,
    OptionalInt pendingLifetimeMinutes,
    List<Ace> aces) {

  public static final int NAME_CHARS_MAX = 64;

  public Acl {
    if (name.isEmpty() || name.length() > NAME_CHARS_MAX) {
      throw new IllegalArgumentException("an ACL's name of " + name.length() + " characters");
    }
    aces = List.copyOf(aces);
  }

  public Acl withPendingLifetime(int minutes) {
    return new Acl(name, type, activation, OptionalInt.of(minutes), aces);
  }

  public Acl withActivation(ActivationType other) {
    return new Acl(name, type, other, pendingLifetimeMinutes, aces);
  }

  public Acl withAces(List<Ace> others) {
    return new Acl(name, type, activation, pendingLifetimeMinutes, others);
  }
}
