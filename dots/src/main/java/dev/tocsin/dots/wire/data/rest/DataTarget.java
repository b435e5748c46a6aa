// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.rest;

import java.util.EnumSet;
import java.util.Set;

/// A resource below the RESTCONF root (RFC 8783 §4.1). {@link DataPath} reads and writes its URI.
public sealed interface DataTarget {

  /// `dots-data`
  record Root() implements DataTarget {}

  /// `capabilities`
  record Capabilities() implements DataTarget {}

  /// A resource of a client.
  sealed interface OfClient extends DataTarget {
    String cuid();
  }

  /// `dots-client=…`
  record Client(String cuid) implements OfClient {}

  record Aliases(String cuid) implements OfClient {}

  record Alias(String cuid, String name) implements OfClient {}

  record Acls(String cuid) implements OfClient {}

  record Acl(String cuid, String name) implements OfClient {}

  /// The entries of a list.
  record Aces(String cuid, String acl) implements OfClient {}

  record Ace(String cuid, String acl, String name) implements OfClient {}

  /// What can be done here; everything else is 405 with these in `Allow`.
  default Set<DataMethod> methods() {
    return switch (this) {
      case Capabilities _ -> EnumSet.of(DataMethod.OPTIONS, DataMethod.HEAD, DataMethod.GET);
      case Root _ ->
          EnumSet.of(DataMethod.OPTIONS, DataMethod.HEAD, DataMethod.GET, DataMethod.POST);
      case Client _, Aliases _, Acls _ -> EnumSet.complementOf(EnumSet.of(DataMethod.PATCH));
      case Acl _, Aces _ -> EnumSet.allOf(DataMethod.class);
      case Alias _, Ace _ -> EnumSet.complementOf(EnumSet.of(DataMethod.POST));
    };
  }

  /// As `error-path` names it (RFC 7951 §6.11).
  default String instance() {
    return InstancePath.of(this).toString();
  }
}
