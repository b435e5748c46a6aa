// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.node;

import dev.tocsin.reload.core.security.MessageSecurity;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.wire.WireProfile;

/// What a node has to know to be in an overlay.
///
/// @param name as its configuration has it
/// @param kinds that its usages store
/// @param software what this node calls itself in route logs
public record Overlay(
    String name,
    WireProfile profile,
    MessageSecurity security,
    Kinds kinds,
    Reachability reachability,
    String software) {}
