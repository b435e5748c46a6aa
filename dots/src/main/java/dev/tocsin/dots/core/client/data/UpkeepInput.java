// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.data;

import java.util.Optional;

/// What can happen to an {@link Upkeep}.
public sealed interface UpkeepInput {

  /// The file says this now: at the start, and whenever it changed.
  record Wanted(Resources resources) implements UpkeepInput {}

  /// @param resources absent: the client is not registered
  record Standing(Optional<Resources> resources) implements UpkeepInput {}

  /// All changes that were asked for were made.
  record Made() implements UpkeepInput {}

  /// What was asked for last was not done.
  record Failed(String reason) implements UpkeepInput {}
}
