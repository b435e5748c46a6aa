// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.control;

import dev.tocsin.base.control.ControlServer;
import tools.jackson.databind.JsonNode;

/// The desk of a client agent.
public interface AgentDesk extends ControlServer.Desk {

  void order(long connection, ControlCommands.Order order, ControlServer.Replies replies);

  @Override
  default void order(long connection, JsonNode order, ControlServer.Replies replies) {
    order(connection, ControlCommands.read(order), replies);
  }
}
