// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.node;

import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.message.Request;
import java.util.List;

/// A request of this node's own.
///
/// @param bytes of the whole message, sent again as they are
/// @param redirections that it has followed
record Asked(
    Asker asker,
    List<Destination> route,
    Request request,
    NodeInput.Manner manner,
    byte[] bytes,
    int redirections) {}
