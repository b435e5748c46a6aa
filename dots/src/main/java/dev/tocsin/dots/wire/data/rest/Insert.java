// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.rest;

import java.util.Optional;

/// Where a new entry goes among its siblings in a list that its user orders (RFC 8040 §4.8.5).
public sealed interface Insert {

  Last LAST = new Last();

  record First() implements Insert {}

  /// The default: behind all others. An entry that is replaced without `insert` keeps its place.
  record Last() implements Insert {}

  /// @param name of a sibling
  record Before(String name) implements Insert {}

  /// @param name of a sibling
  record After(String name) implements Insert {}

  /// The list ordered by its user (RFC 8783 §4.1) that a body goes to: `Acls` or `Aces`; empty if
  /// it goes to none, or replaces a whole one.
  static Optional<DataTarget> list(DataTarget target, DataBody body) {
    return switch (body) {
      case DataBody.Acls _ when target instanceof DataTarget.Client(var cuid) ->
          Optional.of(new DataTarget.Acls(cuid));
      case DataBody.Acl _ when target instanceof DataTarget.OfClient of ->
          Optional.of(new DataTarget.Acls(of.cuid()));
      case DataBody.Aces _ when target instanceof DataTarget.Acl(var cuid, var acl) ->
          Optional.of(new DataTarget.Aces(cuid, acl));
      case DataBody.Ace _ when target instanceof DataTarget.Aces -> Optional.of(target);
      case DataBody.Ace _ when target instanceof DataTarget.Ace(var cuid, var acl, _) ->
          Optional.of(new DataTarget.Aces(cuid, acl));
      default -> Optional.empty();
    };
  }
}
