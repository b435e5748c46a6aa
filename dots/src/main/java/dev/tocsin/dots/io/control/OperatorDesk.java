// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.control;

import dev.tocsin.base.control.ControlServer;
import dev.tocsin.base.control.Refusal;
import dev.tocsin.dots.core.server.OperatorAnswer;
import dev.tocsin.dots.core.server.OperatorRequest;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// Brings what a server's operator asks on the control socket to the server. A connection waits for
/// its answer.
public final class OperatorDesk implements ControlServer.Desk {

  private final Function<OperatorRequest, Optional<OperatorAnswer>> server;

  /// @param server answers nothing if it has no room or takes too long
  public OperatorDesk(Function<OperatorRequest, Optional<OperatorAnswer>> server) {
    this.server = server;
  }

  @Override
  public void order(long connection, JsonNode order, ControlServer.Replies replies) {
    var answer = server.apply(OperatorMessages.read(order));
    replies.send(
        answer
            .map(OperatorMessages::write)
            .orElseGet(() -> Refusal.of("the server has more to do than it can take")));
  }

  @Override
  public void gone(long connection) {}
}
