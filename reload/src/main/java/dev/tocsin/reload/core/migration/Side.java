// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.migration;

/// One of two overlays between which a {@link Migration} moves.
public enum Side {
  /// The one that is left.
  A,
  /// The one that takes its place.
  B;

  public Side other() {
    return this == A ? B : A;
  }
}
