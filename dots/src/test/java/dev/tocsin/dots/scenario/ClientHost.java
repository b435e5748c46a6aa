// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.scenario;

import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.client.ClientChange;
import dev.tocsin.dots.core.client.ClientCommand;
import dev.tocsin.dots.core.client.ClientInput;
import dev.tocsin.dots.core.client.ClientOutput;
import dev.tocsin.dots.core.client.ClientParameters;
import dev.tocsin.dots.core.client.ClientReply;
import dev.tocsin.dots.core.client.ClientState;
import dev.tocsin.dots.core.client.CommandId;
import dev.tocsin.dots.core.client.ConnectionId;
import dev.tocsin.dots.core.client.RequestId;
import dev.tocsin.dots.core.client.ServerAddress;
import dev.tocsin.dots.core.client.agent.ClientMachine;
import dev.tocsin.dots.wire.CoapMessage;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.codec.SignalCodec;
import dev.tocsin.sim.Driven;
import dev.tocsin.sim.SimDisk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A client machine with a disk, a name service and a transport that does what RFC 7252 §4 asks:
/// confirmable requests are repeated, confirmable or not they have a message id of their own.
final class ClientHost {

  private static final Duration ACK_TIMEOUT = Duration.ofSeconds(2);
  private static final int RETRANSMIT_MAX = 3;
  private static final Duration NON_LIFETIME = Duration.ofSeconds(145);
  private static final int PAYLOAD = 1024;
  private static final int ERA_SHIFT = 40;

  private record Waiting(SignalRequest request, boolean observing) {}

  private static final class Connection {
    final String server;
    boolean open;
    boolean closed;
    final Map<Long, Waiting> waiting = new HashMap<>();
    final Map<Long, Long> orders = new HashMap<>();

    Connection(String server) {
      this.server = server;
    }
  }

  final String name;
  final List<ClientOutput.Event> events = new ArrayList<>();
  final Map<Long, List<ClientReply>> replies = new TreeMap<>();
  private final World world;
  private final ClientParameters parameters;
  private final SimDisk<ClientChange> disk;
  private Driven<ClientInput, ClientOutput> driven;
  private Map<Long, Connection> connections = new HashMap<>();
  private long messages;
  private long commands;
  private long era;

  ClientHost(World world, String name, ClientParameters parameters) {
    this.world = world;
    this.name = name;
    this.parameters = parameters;
    this.disk = new SimDisk<>(world.simulation, Duration.ofMillis(3));
    this.driven = boot();
  }

  private Driven<ClientInput, ClientOutput> boot() {
    var random = world.simulation.random();
    var machine = new ClientMachine(parameters, state(), SignalCodec::payloadBytes, random);
    world.network.attach(name, this::receive);
    long born = era;
    driven =
        world.simulation.drive(
            machine,
            output -> {
              if (born == era) perform(output);
            });
    driven.offer(new ClientInput.Started());
    return driven;
  }

  /// Loses everything that is not on disk, and starts again. Old connections stay half open.
  void restart() {
    era++;
    driven.crash();
    disk.crash();
    connections = new HashMap<>();
    boot();
  }

  long command(ClientCommand command) {
    long id = ++commands;
    driven.offer(new ClientInput.Commanded(new CommandId(id), command));
    return id;
  }

  void give(ClientInput input) {
    driven.offer(input);
  }

  List<ClientReply> replies(long command) {
    return replies.getOrDefault(command, List.of());
  }

  boolean isGranted(long command) {
    return replies(command).stream().anyMatch(ClientReply.Granted.class::isInstance);
  }

  boolean isDone(long command) {
    return replies(command).stream().anyMatch(ClientReply.Done.class::isInstance);
  }

  boolean saw(String event) {
    return events.stream().anyMatch(each -> each.kind().equals(event));
  }

  private ClientState state() {
    var wanted = new LinkedHashMap<String, ClientChange.PutWanted>();
    var withdrawn = new LinkedHashMap<Long, ClientChange.PutWithdrawn>();
    var cuids = new HashMap<Integer, String>();
    long nextMid = 0;
    for (var change : disk.durable()) {
      switch (change) {
        case ClientChange.PutWanted put -> wanted.put(put.label(), put);
        case ClientChange.RemoveWanted(var label) -> wanted.remove(label);
        case ClientChange.PutWithdrawn put -> withdrawn.put(put.mid(), put);
        case ClientChange.RemoveWithdrawn(var mid) -> withdrawn.remove(mid);
        case ClientChange.PutNextMid(var mid) -> nextMid = mid;
        case ClientChange.PutCuid(var server, var cuid) -> cuids.put(server, cuid);
      }
    }
    return new ClientState(
        List.copyOf(wanted.values()), List.copyOf(withdrawn.values()), nextMid, cuids);
  }

  private void perform(ClientOutput output) {
    switch (output) {
      case ClientOutput.Commit(var changes, var then, var otherwise) ->
          disk.commit(
              changes, () -> then.forEach(this::perform), () -> otherwise.forEach(this::perform));
      case ClientOutput.ResolveServer(var server) -> resolve(server, World.host(server));
      case ClientOutput.ResolveAlternate alternate ->
          resolve(alternate.server(), alternate.addresses().getFirst());
      case ClientOutput.Connect(var id, var address, _, _) -> connect(id, address);
      case ClientOutput.Disconnect(var id) -> disconnect(id);
      case ClientOutput.Send(var id, var request, var content, var confirmable) ->
          send(id, request, content, confirmable);
      case ClientOutput.Forget(var id, var request) -> {
        var connection = connections.get(id.value());
        if (connection != null) connection.waiting.remove(request.value());
      }
      case ClientOutput.ApplyConfig _ -> {}
      case ClientOutput.Reply(var id, var reply, _) ->
          replies.computeIfAbsent(id.value(), _ -> new ArrayList<>()).add(reply);
      case ClientOutput.Event event -> events.add(event);
    }
  }

  /// Connections of different runs of this client have different keys, though the machine counts
  /// them from the beginning again.
  private long wire(ConnectionId id) {
    return era << ERA_SHIFT | id.value();
  }

  private void resolve(int server, String host) {
    driven.offer(
        new ClientInput.ServerResolved(server, List.of(new ServerAddress(server, host, 4646))));
  }

  private void connect(ConnectionId id, ServerAddress address) {
    var connection = new Connection(address.host());
    connections.put(id.value(), connection);
    hello(id, connection, Duration.ofSeconds(1), 6);
  }

  // A handshake is repeated as DTLS does it (RFC 6347 §4.2.4.1).
  private void hello(ConnectionId id, Connection connection, Duration wait, int left) {
    if (connection.open || connection.closed) return;
    if (left == 0) {
      connections.remove(id.value());
      driven.offer(new ClientInput.ConnectFailed(id, "no answer"));
      return;
    }
    world.network.send(name, connection.server, new Frame.Hello(wire(id)));
    world.time().after(wait, () -> hello(id, connection, wait.multipliedBy(2), left - 1));
  }

  private void disconnect(ConnectionId id) {
    var connection = connections.remove(id.value());
    if (connection == null) return;
    connection.closed = true;
    world.network.send(name, connection.server, new Frame.Close(wire(id)));
  }

  private void send(
      ConnectionId id, RequestId request, SignalRequest content, boolean confirmable) {
    var connection = connections.get(id.value());
    if (connection == null || !connection.open) return;
    boolean observing =
        content instanceof SignalRequest.Retrieve get
                && get.observe() == SignalRequest.Observe.REGISTER
            || content instanceof SignalRequest.RetrieveConfig config
                && config.observe() == SignalRequest.Observe.REGISTER;
    connection.waiting.put(request.value(), new Waiting(content, observing));
    var coap = SignalCodec.writeRequest(content, confirmable);
    var frame = new Frame.Request(wire(id), ++messages, request.value(), coap);
    if (!confirmable) {
      world.network.send(name, connection.server, frame);
      world.time().after(NON_LIFETIME, () -> unanswered(id, request, connection));
      return;
    }
    var first = ACK_TIMEOUT.plusMillis(world.jitter(1000));
    repeat(id, request, connection, frame, first, RETRANSMIT_MAX);
  }

  // RFC 7252 §4.2.
  private void repeat(
      ConnectionId id,
      RequestId request,
      Connection connection,
      Frame.Request frame,
      Duration wait,
      int left) {
    if (!isWaiting(connection, request)) return;
    world.network.send(name, connection.server, frame);
    world
        .time()
        .after(
            wait,
            () -> {
              if (left > 0) {
                repeat(id, request, connection, frame, wait.multipliedBy(2), left - 1);
              } else {
                unanswered(id, request, connection);
              }
            });
  }

  private static boolean isWaiting(Connection connection, RequestId request) {
    return !connection.closed
        && connection.waiting.containsKey(request.value())
        && !connection.orders.containsKey(request.value());
  }

  private void unanswered(ConnectionId id, RequestId request, Connection connection) {
    if (!isWaiting(connection, request)) return;
    connection.waiting.remove(request.value());
    driven.offer(new ClientInput.Unanswered(id, request));
  }

  private void receive(String from, Frame frame) {
    // What was sent to the connections of an earlier run cannot be decrypted by this one.
    if (frame.connection() >>> ERA_SHIFT != era) return;
    var id = new ConnectionId(frame.connection() & (1L << ERA_SHIFT) - 1);
    var connection = connections.get(id.value());
    if (connection == null) return;
    switch (frame) {
      case Frame.Welcome _ -> {
        if (connection.open) return;
        connection.open = true;
        driven.offer(new ClientInput.Connected(id, TransportKind.DTLS, PAYLOAD));
      }
      case Frame.Response response -> respond(id, connection, response);
      case Frame.Beat(_, var message, var content) -> {
        world.network.send(name, connection.server, new Frame.BeatAnswer(wire(id), message));
        var beat = (SignalRequest.Heartbeat) SignalCodec.readRequest(content);
        driven.offer(new ClientInput.HeartbeatReceived(id, beat.peerHbStatus()));
      }
      case Frame.Close _ -> {
        connection.closed = true;
        connections.remove(id.value());
        driven.offer(new ClientInput.Disconnected(id, "closed by the server"));
      }
      case Frame.Hello _, Frame.Request _, Frame.Reset _, Frame.BeatAnswer _ -> {}
    }
  }

  private void respond(ConnectionId id, Connection connection, Frame.Response response) {
    var waiting = connection.waiting.get(response.token());
    if (waiting == null) {
      if (response.notification()) {
        var reset = new Frame.Reset(wire(id), response.token());
        world.network.send(name, connection.server, reset);
      }
      return;
    }
    var last = connection.orders.put(response.token(), response.order());
    // RFC 7641 §3.4: an older notification that was overtaken is not news.
    if (last != null && last >= response.order()) {
      connection.orders.put(response.token(), last);
      return;
    }
    if (!waiting.observing()) connection.waiting.remove(response.token());
    var content = SignalCodec.readResponse(waiting.request(), copy(response.content()));
    var request = new RequestId(response.token());
    driven.offer(new ClientInput.Responded(id, request, content, last != null));
  }

  private static CoapMessage.Response copy(CoapMessage.Response response) {
    return new CoapMessage.Response(
        response.code(), response.contentFormat(), response.maxAge(), response.payload().clone());
  }
}
