// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.run.Machine;
import dev.tocsin.reload.core.node.Link;
import dev.tocsin.reload.core.node.Node;
import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.wire.header.PeerAddress;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.sim.Conditions;
import dev.tocsin.sim.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/// Nodes, the links between them, and a network that delays, loses and parts. Messages cross as the
/// bytes that they have on the wire. One thread only.
public final class World {

  /// Every node is reached at this address; its number tells which one it is.
  private static final Bytes ADDRESS = Bytes.of(new byte[] {127, 0, 0, 1});

  private final VirtualTime time;
  private final RandomGenerator random;
  private final Conditions conditions;
  private final Map<Id, Place> places = new LinkedHashMap<>();
  private final Set<Id> parted = new HashSet<>();
  // Who is gone without a sign, and how long it takes to see that once something was sent there.
  private final Map<Id, Duration> vanished = new HashMap<>();
  private final BiConsumer<Id, NodeOutput> told;
  private BiConsumer<Id, byte[]> unheard = (_, _) -> {};
  private final Traffic traffic = new Traffic();
  private int linkBytesMax = Integer.MAX_VALUE;
  private long lastLink;

  /// Where a node is, and its ends of links.
  private static final class Place {
    final Node node;
    // The node itself, unless something stands between it and the network.
    final Machine<NodeInput, NodeOutput> shell;
    final Map<Long, End> ends = new HashMap<>(32);
    Instant planned = Instant.MAX;
    boolean isDead;

    Place(Node node, Machine<NodeInput, NodeOutput> shell) {
      this.node = node;
      this.shell = shell;
    }
  }

  /// One end of a link: where what is sent on it arrives.
  private record End(Id peer, long link) {}

  /// What crossed the network.
  public static final class Traffic {
    private long messages;
    private long bytes;
    private long lost;

    public long messages() {
      return messages;
    }

    public long bytes() {
      return bytes;
    }

    public long lost() {
      return lost;
    }
  }

  /// @param told of everything that nodes ask for besides links and messages
  public World(
      VirtualTime time,
      RandomGenerator random,
      Conditions conditions,
      BiConsumer<Id, NodeOutput> told) {
    this.time = time;
    this.random = random;
    this.conditions = conditions;
    this.told = told;
  }

  public VirtualTime time() {
    return time;
  }

  public Traffic traffic() {
    return traffic;
  }

  /// Messages on links that are formed from now on have no more bytes than this.
  public void narrow(int bytesMax) {
    linkBytesMax = bytesMax;
  }

  public void add(Node node) {
    add(node, node);
  }

  /// @param shell everything that happens to the node goes through it, and everything that the node
  ///   wants
  public void add(Node node, Machine<NodeInput, NodeOutput> shell) {
    var place = new Place(node, shell);
    places.put(node.id(), place);
    plan(place);
  }

  public Node node(Id id) {
    return place(id).node;
  }

  public Iterable<Id> alive() {
    return places.keySet();
  }

  public int count() {
    return places.size();
  }

  /// Whether it is there and was not killed.
  public boolean isAlive(Id id) {
    return places.containsKey(id);
  }

  private Place place(Id id) {
    var place = places.get(id);
    if (place == null) throw new IllegalArgumentException("no node " + id);
    return place;
  }

  /// Something happens to a node, now.
  public void tell(Id id, NodeInput input) {
    var place = places.get(id);
    if (place != null) handle(place, input);
  }

  /// Something happened to a node that did not come through this world: what its shell wants of it
  /// is done now.
  public void wake(Id id) {
    var place = places.get(id);
    if (place != null) perform(place, place.shell.tick(time.instant()));
  }

  /// Links two nodes, at once: as if the first had dialled the second.
  public void link(Id from, Id to) {
    long one = ++lastLink;
    long other = ++lastLink;
    place(from).ends.put(one, new End(to, other));
    place(to).ends.put(other, new End(from, one));
    handle(place(from), new NodeInput.LinkUp(end(one, to, true)));
    handle(place(to), new NodeInput.LinkUp(end(other, from, false)));
  }

  private Link end(long number, Id peer, boolean isDialled) {
    var address = new PeerAddress(ADDRESS, 6084);
    return new Link(number, peer, isDialled, RouteLogEntry.Link.TLS, linkBytesMax, address);
  }

  /// Ends a node without a word: its neighbours see their links break after a while.
  public void kill(Id id, Duration until) {
    var place = places.remove(id);
    if (place == null) return;
    place.isDead = true;
    for (var end : place.ends.values()) {
      time.after(until, () -> drop(end));
    }
  }

  /// Ends a node so that only those who are told see it at once; anybody else when something that
  /// he sent there has found nobody.
  ///
  /// @param seen after sending
  public void vanish(Id id, Set<Id> told, Duration seen) {
    var place = places.remove(id);
    if (place == null) return;
    place.isDead = true;
    vanished.put(id, seen);
    for (var end : place.ends.values()) if (told.contains(end.peer)) drop(end);
  }

  /// Somebody hears of messages that go to nodes that vanished: to which one, and what.
  public void onUnheard(BiConsumer<Id, byte[]> someone) {
    unheard = someone;
  }

  private void drop(End end) {
    var place = places.get(end.peer);
    if (place == null || place.ends.remove(end.link) == null) return;
    handle(place, new NodeInput.LinkDown(end.link));
  }

  /// Parts these nodes from all others: what crosses between is lost, links break after a while.
  public void part(Set<Id> island, Duration until) {
    parted.addAll(island);
    for (var id : island) {
      for (var entry : place(id).ends.entrySet()) {
        if (island.contains(entry.getValue().peer)) continue;
        var far = entry.getValue();
        var near = new End(id, entry.getKey());
        time.after(until, () -> drop(far));
        time.after(until, () -> drop(near));
      }
    }
  }

  public void heal() {
    parted.clear();
  }

  private boolean isParted(Id one, Id other) {
    return parted.contains(one) != parted.contains(other);
  }

  private void handle(Place place, NodeInput input) {
    if (place.isDead) return;
    perform(place, place.shell.handle(input, time.instant()));
  }

  private void perform(Place place, Iterable<NodeOutput> outputs) {
    for (var output : outputs) {
      switch (output) {
        case NodeOutput.Send(var link, var bytes) -> send(place, link, bytes);
        case NodeOutput.Dial dial -> dial(place, dial);
        case NodeOutput.Close(var link) -> close(place, link);
        case NodeOutput.Reachable _ -> {}
        case NodeOutput.Reply _,
            NodeOutput.Tunneled _,
            NodeOutput.Commit _,
            NodeOutput.Joined _,
            NodeOutput.Lost _,
            NodeOutput.Departed _ ->
            told.accept(place.node.id(), output);
      }
    }
    plan(place);
  }

  private void send(Place from, long link, byte[] bytes) {
    var end = from.ends.get(link);
    if (end == null) return;
    traffic.messages++;
    traffic.bytes += bytes.length;
    var seen = vanished.get(end.peer);
    if (seen != null) {
      unheard.accept(end.peer, bytes);
      time.after(seen, () -> drop(new End(from.node.id(), link)));
      return;
    }
    boolean isLost =
        isParted(from.node.id(), end.peer)
            || conditions.lost() > 0 && random.nextDouble() < conditions.lost();
    if (isLost) {
      traffic.lost++;
      return;
    }
    time.after(delay(), () -> arrive(end, bytes));
  }

  private Duration delay() {
    long nanos = conditions.delay().toNanos();
    return Duration.ofNanos(nanos == 0 ? 0 : nanos + random.nextLong(nanos));
  }

  private void arrive(End end, byte[] bytes) {
    var place = places.get(end.peer);
    if (place == null || !place.ends.containsKey(end.link)) return;
    handle(place, new NodeInput.Received(end.link, bytes));
  }

  // The side that begins reaches the other one after a round of messages, if it is there.
  private void dial(Place place, NodeOutput.Dial dial) {
    if (!dial.isActive()) return;
    var id = place.node.id();
    time.after(
        delay().plus(delay()),
        () -> {
          if (place.isDead) return;
          if (!isAlive(dial.peer()) || isParted(id, dial.peer())) {
            handle(place, new NodeInput.NotDialled(dial.dial()));
          } else {
            link(id, dial.peer());
          }
        });
  }

  private void close(Place place, long link) {
    var end = place.ends.remove(link);
    if (end == null) return;
    handle(place, new NodeInput.LinkDown(link));
    time.after(delay(), () -> drop(end));
  }

  private void plan(Place place) {
    var deadline = place.shell.deadline();
    if (deadline.equals(Instant.MAX) || !deadline.isBefore(place.planned)) return;
    place.planned = deadline;
    time.at(deadline, () -> tick(place, deadline));
  }

  private void tick(Place place, Instant planned) {
    if (place.isDead || !planned.equals(place.planned)) return;
    place.planned = Instant.MAX;
    if (time.instant().isBefore(place.shell.deadline())) plan(place);
    else perform(place, place.shell.tick(time.instant()));
  }
}
