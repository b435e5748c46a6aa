// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.data;

import java.util.Optional;

/// The models of the kinds that are known: they do not stand on the wire.
public interface Models {

  /// @return empty if the kind is unknown
  Optional<Model> of(long kind);
}
