// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.agent;

import dev.tocsin.dots.core.client.ClientChange;
import dev.tocsin.dots.core.client.ClientOutput;
import dev.tocsin.dots.core.client.ClientReply;
import dev.tocsin.dots.core.client.CommandId;
import dev.tocsin.dots.core.client.ConnectionId;
import dev.tocsin.dots.core.client.RequestId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Gathers what the machine asks for while it handles one input, and hands out identifiers.
final class Outbox {

  private ArrayList<ClientOutput> outputs = new ArrayList<>();
  private long connections;
  private long requests;

  void add(ClientOutput output) {
    outputs.add(output);
  }

  void event(String kind, String detail) {
    add(new ClientOutput.Event(kind, detail));
  }

  void reply(Optional<CommandId> command, ClientReply reply) {
    command.ifPresent(id -> add(new ClientOutput.Reply(id, reply, true)));
  }

  void refuse(Optional<CommandId> command, String reason) {
    reply(command, new ClientReply.Refused(Optional.empty(), reason));
  }

  /// Changes whose failure nobody waits for; it shows as an event.
  void commit(List<ClientChange> changes) {
    commit(changes, List.of());
  }

  /// Outputs that are performed once the changes are durable, and after an event also when they
  /// cannot be made so: a call for help must not wait for a disk.
  void commit(List<ClientChange> changes, List<ClientOutput> then) {
    var anyway = new ArrayList<ClientOutput>();
    anyway.add(new ClientOutput.Event("not-stored", changes.size() + " changes are not on disk"));
    anyway.addAll(then);
    add(new ClientOutput.Commit(changes, then, anyway));
  }

  /// A positive answer that is given only once what it promises is durable.
  void replyDurably(Optional<CommandId> command, ClientReply reply, List<ClientChange> changes) {
    if (command.isEmpty()) {
      if (!changes.isEmpty()) commit(changes);
      return;
    }
    var failed = new ClientReply.Refused(Optional.empty(), "done, but it could not be stored");
    add(
        new ClientOutput.Commit(
            changes,
            List.of(new ClientOutput.Reply(command.get(), reply, true)),
            List.of(new ClientOutput.Reply(command.get(), failed, true))));
  }

  /// What the action asks for, kept apart.
  List<ClientOutput> during(Runnable action) {
    var before = outputs;
    outputs = new ArrayList<>();
    action.run();
    var gathered = outputs;
    outputs = before;
    return gathered;
  }

  ConnectionId newConnection() {
    return new ConnectionId(++connections);
  }

  RequestId newRequest() {
    return new RequestId(++requests);
  }

  List<ClientOutput> drain() {
    var drained = List.copyOf(outputs);
    outputs.clear();
    return drained;
  }
}
