// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.control;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The reply to an order that nothing came of.
public final class Refusal {

  private Refusal() {}

  /// The last reply to its order.
  public static ObjectNode of(String reason) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("reply", "refused")
        .put("reason", reason)
        .put("last", true);
  }
}
