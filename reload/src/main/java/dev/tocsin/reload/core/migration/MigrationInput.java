// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.migration;

import dev.tocsin.reload.core.node.NodeInput;

/// What can happen to a {@link Migration}.
public sealed interface MigrationInput {

  /// Something happens to the node in one of the overlays. Questions of applications do not come
  /// this way.
  record Within(Side side, NodeInput input) implements MigrationInput {
    public Within {
      if (input instanceof NodeInput.Ask || input instanceof NodeInput.Gather) {
        throw new IllegalArgumentException("a question to one overlay alone");
      }
    }
  }

  /// The document names this stage. One that lies before that in force is not taken, except that
  /// {@link Stage#READ_B} may go back to {@link Stage#WRITE_BOTH}.
  record Advance(Stage stage) implements MigrationInput {}

  /// An application asks; {@link MigrationOutput.Reply} follows in any case. A value of the
  /// application's own may be unsigned: it is signed here for each overlay.
  record Ask(NodeInput.Ask ask) implements MigrationInput {}

  /// An application fetches from several peers at once; {@link MigrationOutput.Reply} follows in
  /// any case.
  record Gather(NodeInput.Gather gather) implements MigrationInput {}
}
