// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.run;

/// Performs what a {@link Machine} asks for. Called on the loop's thread only; must not block for
/// long.
public interface Effects<O> {

  void perform(O output);

  /// The inbox is drained for the moment: the place to flush what {@link #perform} gathered.
  default void flush() {}
}
