// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.data;

import java.util.List;

/// What an {@link Upkeep} asks for. To the first two the answer is an input.
public sealed interface UpkeepOutput {

  /// Ask the server what stands.
  record Fetch() implements UpkeepOutput {}

  /// @param register before the changes
  record Make(boolean register, List<ResourceChange> changes) implements UpkeepOutput {
    public Make {
      changes = List.copyOf(changes);
    }
  }

  /// How it stands now, for the operator.
  record Tell(UpkeepView view) implements UpkeepOutput {}
}
