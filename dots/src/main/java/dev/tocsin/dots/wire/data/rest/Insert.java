// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.rest;

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
}
