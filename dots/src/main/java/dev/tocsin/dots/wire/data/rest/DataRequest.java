// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.rest;

import dev.tocsin.dots.wire.ContentFilter;
import java.util.Optional;

/// What a client asks for. Its form has been checked: the body belongs to the target, names its
/// keys, and a key in both is the same.
public sealed interface DataRequest {

  DataTarget target();

  /// The method that carries it.
  default DataMethod method() {
    return switch (this) {
      case Retrieve _ -> DataMethod.GET;
      case Create _ -> DataMethod.POST;
      case Replace _ -> DataMethod.PUT;
      case Merge _ -> DataMethod.PATCH;
      case Delete _ -> DataMethod.DELETE;
    };
  }

  /// Path and query.
  default String uri(DataPath paths) {
    return paths.write(target())
        + DataQuery.write(this, paths).map(query -> "?" + query).orElse("");
  }

  /// GET, and HEAD, whose body io leaves out.
  record Retrieve(DataTarget target, ContentFilter content) implements DataRequest {}

  /// POST: new children of the target. The body is `Client` below `Root`; `Aliases` (one or more)
  /// below `Client` and `Alias` below `Aliases`; `Acls` (one or more) below `Client` and `Acl`
  /// below `Acls`; `Aces` below `Acl` and `Ace` below `Aces`.
  ///
  /// @param insert where ACLs or ACEs go; absent: last
  record Create(DataTarget target, DataBody body, Optional<Insert> insert) implements DataRequest {}

  /// PUT: the target as it shall be, a body of the kind of the same name.
  ///
  /// @param insert where an ACL or ACE goes; absent: last if it is new, else where it is
  record Replace(DataTarget target, DataBody body, Optional<Insert> insert)
      implements DataRequest {}

  /// PATCH: what there is of the target, with changes.
  record Merge(DataTarget.OfClient target, Patch patch) implements DataRequest {}

  /// Changes to a resource; a value.
  interface Patch {

    /// @param standing as the target is now
    /// @return as it shall be
    /// @throws DataRefusedException if nothing sound comes of it
    DataBody onto(DataBody standing);

    byte[] bytes();
  }

  record Delete(DataTarget target) implements DataRequest {}
}
