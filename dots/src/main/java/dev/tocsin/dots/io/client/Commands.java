// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.client;

import dev.tocsin.base.control.ControlServer;
import dev.tocsin.base.control.Refusal;
import dev.tocsin.dots.core.client.ClientInput;
import dev.tocsin.dots.core.client.ClientReply;
import dev.tocsin.dots.core.client.CommandId;
import dev.tocsin.dots.io.control.AgentDesk;
import dev.tocsin.dots.io.control.ControlCommands.Order;
import dev.tocsin.dots.io.control.ControlReplies;
import dev.tocsin.dots.io.data.client.ResourceKeeper;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/// Brings orders from the control socket to the agent's loop, and the replies back to whoever
/// asked.
public final class Commands implements AgentDesk {

  private record Waiting(long connection, ControlServer.Replies replies) {}

  private final ConcurrentHashMap<CommandId, Waiting> waiting = new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong();
  private final Predicate<ClientInput> loop;
  private final Consumer<ClientInput> sure;
  private final List<ResourceKeeper> keepers;
  private final Map<Integer, String> cuids;

  /// @param loop takes an input, or says that it has no room
  /// @param sure takes an input that must not be lost, when there is room
  /// @param keepers one for each server, or none; told with the sessions
  /// @param cuids by server, where another client holds the usual one
  public Commands(
      Predicate<ClientInput> loop,
      Consumer<ClientInput> sure,
      List<ResourceKeeper> keepers,
      Map<Integer, String> cuids) {
    this.loop = loop;
    this.sure = sure;
    this.keepers = List.copyOf(keepers);
    this.cuids = new ConcurrentHashMap<>(cuids);
  }

  /// The client has another cuid at a server from now on, on both channels (RFC 8783 §5.1).
  void renamed(int server, String cuid) {
    cuids.put(server, cuid);
    if (server < keepers.size()) keepers.get(server).renamed(cuid);
  }

  @Override
  public void order(long connection, Order order, ControlServer.Replies replies) {
    switch (order) {
      case Order.Command(var command) -> {
        var id = new CommandId(ids.incrementAndGet());
        waiting.put(id, new Waiting(connection, replies));
        if (!loop.test(new ClientInput.Commanded(id, command))) {
          waiting.remove(id);
          replies.send(Refusal.of("the agent has more commands waiting than it can take"));
        }
      }
      case Order.Detection(var name, var attack, var detail) -> {
        var taken =
            loop.test(
                attack
                    ? new ClientInput.AttackDetected(name, detail)
                    : new ClientInput.AttackCeased(name, detail));
        replies.send(
            taken
                ? ControlReplies.write(new ClientReply.Done("noted"), true)
                : Refusal.of("the agent has more commands waiting than it can take"));
      }
    }
  }

  @Override
  public void gone(long connection) {
    waiting.forEach(
        (id, each) -> {
          if (each.connection == connection && waiting.remove(id, each)) {
            sure.accept(new ClientInput.CommandCancelled(id));
          }
        });
  }

  /// Called with what the machine replies.
  void reply(CommandId id, ClientReply reply, boolean last) {
    var asker = last ? waiting.remove(id) : waiting.get(id);
    if (asker != null) asker.replies.send(written(reply, last));
  }

  private ObjectNode written(ClientReply reply, boolean last) {
    var written = ControlReplies.write(reply, last);
    if (!(reply instanceof ClientReply.Sessions)) return written;
    var own = written.putObject("cuids");
    cuids.forEach((server, cuid) -> own.put(Integer.toString(server), cuid));
    var data = written.putArray("data-channels");
    for (var keeper : keepers) {
      data.addObject()
          .put("server", keeper.server())
          .put("in-step", keeper.view().isInStep())
          .put("detail", keeper.view().detail());
    }
    return written;
  }
}
