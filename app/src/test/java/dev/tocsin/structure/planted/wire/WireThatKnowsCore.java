// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.structure.planted.wire;

import dev.tocsin.structure.planted.core.CoreThatLocks;

record WireThatKnowsCore(CoreThatLocks core) {}
