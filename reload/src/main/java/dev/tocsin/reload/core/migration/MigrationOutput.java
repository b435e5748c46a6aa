// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.migration;

import dev.tocsin.reload.core.node.NodeOutput;

/// What a {@link Migration} asks the world for.
public sealed interface MigrationOutput {

  /// What the node in one of the overlays asks for, except replies.
  record Within(Side side, NodeOutput output) implements MigrationOutput {}

  /// What became of a question.
  ///
  /// @param side whose answer it is
  record Reply(Side side, NodeOutput.Reply reply) implements MigrationOutput {}

  /// B is needed from now on: find it and have its node join.
  record Begin() implements MigrationOutput {}

  /// A stage was named that cannot follow on the one in force.
  record NotTaken(Stage stage, Stage inForce) implements MigrationOutput {}
}
