// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.client;

import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.base.observe.AuditEvent;
import dev.tocsin.base.observe.AuditLog;
import dev.tocsin.base.run.Effects;
import dev.tocsin.base.store.CommitLog;
import dev.tocsin.dots.core.client.ClientChange;
import dev.tocsin.dots.core.client.ClientInput;
import dev.tocsin.dots.core.client.ClientOutput;
import dev.tocsin.dots.core.client.ServerAddress;
import dev.tocsin.dots.io.ClientTransport;
import dev.tocsin.dots.io.names.NameResolver;
import dev.tocsin.dots.wire.codec.SignalCodec;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does what the agent's machine asks for.
///
/// {@link #perform} runs on the loop's thread; what follows a commit runs on the log's thread, in
/// the order of the commits, and whatever is asked for while commits are under way queues behind
/// them.
public final class ClientEffects implements Effects<ClientOutput> {

  private static final Logger log = LoggerFactory.getLogger(ClientEffects.class);

  /// @param servers as configured, by number
  /// @param inputs back to the loop
  public record World(
      List<HostAndPort> servers,
      CommitLog<ClientChange> commits,
      NameResolver names,
      AuditLog audit,
      InstantSource clock,
      Consumer<ClientInput> inputs) {
    public World {
      servers = List.copyOf(servers);
    }
  }

  private final World world;
  private final ClientTransport transport;
  private final Responses responses;
  private final Commands commands;
  private final AtomicLong underWay = new AtomicLong();

  public ClientEffects(
      World world, ClientTransport transport, Responses responses, Commands commands) {
    this.world = world;
    this.transport = transport;
    this.responses = responses;
    this.commands = commands;
  }

  @Override
  public void perform(ClientOutput output) {
    switch (output) {
      case ClientOutput.Commit commit -> commit(commit);
      case ClientOutput.Connect _, ClientOutput.ResolveServer _, ClientOutput.ResolveAlternate _ ->
          act(output);
      default -> {
        if (underWay.get() == 0) act(output);
        else commit(new ClientOutput.Commit(List.of(), List.of(output), List.of(output)));
      }
    }
  }

  private void commit(ClientOutput.Commit commit) {
    underWay.incrementAndGet();
    world.commits.submit(
        commit.changes(),
        () -> {
          commit.changes().forEach(this::kept);
          after(commit.then());
        },
        failure -> {
          log.error(
              "{} changes could not be kept: {}", commit.changes().size(), failure.getMessage());
          after(commit.otherwise());
        });
  }

  private void kept(ClientChange change) {
    if (change instanceof ClientChange.PutCuid(var server, var cuid))
      commands.renamed(server, cuid);
  }

  private void after(List<ClientOutput> outputs) {
    try {
      outputs.forEach(this::act);
    } catch (RuntimeException bug) {
      // The log's thread serves everyone: one failed output must not end it.
      log.error("an output failed", bug);
    } finally {
      underWay.decrementAndGet();
    }
  }

  private void act(ClientOutput output) {
    switch (output) {
      case ClientOutput.Commit commit -> commit(commit);
      case ClientOutput.ResolveServer(var server) -> resolve(server, world.servers.get(server));
      case ClientOutput.ResolveAlternate alternate -> resolve(alternate);
      case ClientOutput.Connect(var connection, var address, var kind, var resume) ->
          transport.connect(connection, address, kind, resume);
      case ClientOutput.Disconnect(var connection) -> {
        responses.forget(connection);
        transport.disconnect(connection);
      }
      case ClientOutput.Send(var connection, var id, var request, var confirmable) -> {
        responses.expect(connection, id, request);
        transport.send(connection, id, SignalCodec.writeRequest(request, confirmable));
      }
      case ClientOutput.Forget(var connection, var id) -> {
        responses.forget(connection, id);
        transport.forget(connection, id);
      }
      case ClientOutput.ApplyConfig(var connection, var parameters) ->
          transport.apply(connection, parameters);
      case ClientOutput.Reply(var id, var reply, var last) -> commands.reply(id, reply, last);
      case ClientOutput.Event(var kind, var detail) -> {
        log.info("{}: {}", kind, detail);
        world.audit.record(new AuditEvent(world.clock.instant(), kind, "", "", "", detail));
      }
    }
  }

  private void resolve(int server, HostAndPort configured) {
    // RFC 4007 §11: a scoped address means something on this host only; no name server knows it.
    if (configured.host().indexOf('%') >= 0) {
      var scoped = new ServerAddress(server, configured.host(), configured.port());
      world.inputs.accept(new ClientInput.ServerResolved(server, List.of(scoped)));
      return;
    }
    world.names.resolve(
        configured.host(),
        configured.host(),
        answer -> resolved(server, configured.port(), answer.addresses()));
  }

  private void resolve(ClientOutput.ResolveAlternate alternate) {
    transport.alternate(alternate.server(), alternate.origin(), alternate.name());
    var port = world.servers.get(alternate.origin()).port();
    if (alternate.addresses().isEmpty()) {
      world.names.resolve(
          alternate.name(),
          alternate.name(),
          answer -> resolved(alternate.server(), port, answer.addresses()));
      return;
    }
    var addresses =
        alternate.addresses().stream()
            .map(each -> new ServerAddress(alternate.server(), each, port));
    world.inputs.accept(new ClientInput.ServerResolved(alternate.server(), addresses.toList()));
  }

  private void resolved(int server, int port, List<dev.tocsin.base.net.Prefix> found) {
    var addresses = new ArrayList<ServerAddress>();
    for (var each : found) {
      addresses.add(new ServerAddress(server, each.address().getHostAddress(), port));
    }
    world.inputs.accept(new ClientInput.ServerResolved(server, addresses));
  }
}
