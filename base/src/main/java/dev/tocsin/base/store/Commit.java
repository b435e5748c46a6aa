// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

import java.util.List;
import java.util.function.Consumer;

/// Changes that become durable together, and whom to tell.
record Commit<C>(List<C> changes, Runnable durable, Consumer<RuntimeException> failed) {}
