// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

import java.util.List;
import java.util.function.Consumer;

/// Changes that become durable together, and whom to tell.
///
/// @param durable called on the writer's thread once they are
/// @param failed called when they are not, and count for nothing, now and after a restart
public record Commit<C>(List<C> changes, Runnable durable, Consumer<RuntimeException> failed) {
  public Commit {
    changes = List.copyOf(changes);
  }
}
