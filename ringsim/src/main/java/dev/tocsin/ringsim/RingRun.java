// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim;

import dev.tocsin.reload.core.node.Node;
import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.core.node.NodeParameters;
import dev.tocsin.reload.core.topology.Topology;
import dev.tocsin.reload.wire.draft.DraftProfile;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.sim.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Consumer;

/// One overlay in virtual time from its beginning to its end. The same settings and the same seed
/// give the same run.
public final class RingRun {

  private static final long EVENTS_MAX = 20_000_000_000L;
  private static final Duration JOIN_PATIENCE = Duration.ofMinutes(30);
  // Longer than any request waits.
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(40);
  // A dead link is seen after this time: what links judge by keepalives.
  private static final Duration BROKEN = Duration.ofSeconds(3);
  // "If a node n cannot contact another node n' within 500 milliseconds, n concludes that n' has
  // left or failed" (the Chord paper).
  private static final Duration UNHEARD = Duration.ofMillis(500);
  // Requests are sent again after 500 ms.
  private static final Duration BEFORE_REPETITION = Duration.ofMillis(450);
  private static final int JOINING_AT_ONCE = 32;

  private static final int PARTS = 60;

  /// @param part of the run in which it was made
  /// @param unheard whom it was sent to and who was gone
  private record Lookup(Id asker, Id place, Id owner, Instant at, int part, Set<Id> unheard) {}

  /// The way that a look-up took.
  ///
  /// @param peers the asker first, the responsible one last; empty if it was not reached
  /// @param timeouts peers that it was sent to and that were gone, where only senders see that
  public record Way(Id place, List<Id> peers, int timeouts) {
    public Way {
      peers = List.copyOf(peers);
    }
  }

  private final RingSettings settings;
  private final SplittableRandom random;
  private final Enrolment enrolment;
  private final Progress progress;
  private final VirtualTime time = new VirtualTime(EVENTS_MAX);
  private final World world;
  private final Population population;
  private final Map<Long, Lookup> waiting = new HashMap<>();
  private final Map<Id, Lookup> waitingByPlace = new HashMap<>();
  private final Map<Id, Instant> joining = new HashMap<>();
  private final Figures hops = new Figures();
  private final Figures millis = new Figures();
  private final Figures joined = new Figures();
  private final int[] asked = new int[PARTS];
  private final int[] failures = new int[PARTS];
  private Consumer<Way> watcher = _ -> {};
  private int wrong;
  // Nobody goes before.
  private boolean isMeasured;
  private long lastCommand;

  /// Hears how far it is.
  public interface Progress {
    Progress NONE = (_, _, _) -> {};

    /// @param what is being done
    void at(String what, long done, long of);
  }

  public RingRun(RingSettings settings, long seed, Progress progress) {
    this(settings, Enrolment.SHARED_KEY, seed, progress);
  }

  public RingRun(RingSettings settings, Enrolment enrolment, long seed, Progress progress) {
    this.settings = settings;
    this.population = new Population(settings.shape());
    this.enrolment = enrolment;
    this.random = new SplittableRandom(seed);
    this.progress = progress;
    this.world = new World(time, random.split(), settings.network(), this::told);
    world.onUnheard(this::unheard);
  }

  /// Makes the ring.
  ///
  /// @return whether all peers are in it
  public boolean form() {
    return switch (settings.start()) {
      case SETTLED -> {
        settle();
        yield true;
      }
      case JOINED -> join();
    };
  }

  private void settle() {
    var ids = new TreeSet<Id>();
    while (ids.size() < settings.peers()) ids.add(Id.random(random));
    var sorted = ids.toArray(new Id[0]);
    for (var id : sorted) {
      world.add(node(settings.shape().settled(id, sorted, random.split(), time.instant())));
      population.add(id);
    }
    long done = 0;
    for (var id : sorted) {
      for (var peer : world.node(id).topology().peers()) world.link(id, peer);
      if (++done % 10_000 == 0) progress.at("linking peers", done, sorted.length);
    }
  }

  private Node node(Topology topology) {
    var overlay = enrolment.enrol(topology.self(), time.instant());
    return new Node(NodeParameters.DRAFT, overlay, topology, random.split());
  }

  private boolean join() {
    var first = newPeer();
    world.tell(first, new NodeInput.Form());
    while (population.size() < settings.peers()) {
      int free = JOINING_AT_ONCE - joining.size();
      int missing = settings.peers() - population.size() - joining.size();
      // As many at once as the ring can take, which is few at first.
      int more = Math.min(Math.min(free, missing), Math.max(1, population.size() / 2));
      for (int i = joining.size(); i < more || joining.isEmpty(); i++) enter();
      int before = population.size();
      if (!time.runUntil(() -> population.size() > before, JOIN_PATIENCE)) return false;
      progress.at("joining", population.size(), settings.peers());
    }
    time.runFor(Duration.ofMinutes(1));
    return true;
  }

  private Id newPeer() {
    var id = Id.random(random);
    world.add(node(settings.shape().fresh(id, random.split())));
    return id;
  }

  private void enter() {
    var bootstrap = population.any(random);
    var id = newPeer();
    joining.put(id, time.instant());
    world.link(id, bootstrap);
    world.tell(id, new NodeInput.Enter(bootstrap));
  }

  private void told(Id id, NodeOutput output) {
    switch (output) {
      case NodeOutput.Joined _ -> {
        population.add(id);
        var since = joining.remove(id);
        if (since != null) joined.add(seconds(Duration.between(since, time.instant())));
        if (isMeasured && !settings.churn().isCalm()) planDeath(id);
      }
      // Whoever lost everybody asks again at somebody whom he finds by other means.
      case NodeOutput.Lost _ -> time.after(Duration.ofSeconds(5), () -> findAgain(id));
      case NodeOutput.Reply reply -> answered(reply);
      case NodeOutput.Send _,
          NodeOutput.Dial _,
          NodeOutput.Close _,
          NodeOutput.Tunneled _,
          NodeOutput.Commit _,
          NodeOutput.Reachable _,
          NodeOutput.Departed _ -> {}
    }
  }

  private void findAgain(Id id) {
    if (!world.isAlive(id) || population.size() < 2) return;
    var bootstrap = population.any(random);
    if (bootstrap.equals(id)) return;
    world.link(id, bootstrap);
    world.tell(id, new NodeInput.Enter(bootstrap));
  }

  private void planDeath(Id id) {
    double mean = seconds(settings.churn().session());
    double stay = -mean * Math.log(1 - random.nextDouble());
    time.after(nanos(stay), () -> die(id));
  }

  // For each that goes another one comes.
  private void die(Id id) {
    if (!world.isAlive(id) || population.size() < 2) return;
    population.remove(id);
    switch (settings.churn().sight()) {
      case LINKS -> world.kill(id, BROKEN);
      case SENDERS -> world.vanish(id, population.beside(id), UNHEARD);
    }
    enter();
  }

  private void unheard(Id gone, byte[] message) {
    var route = DraftProfile.PROFILE.packet(message.clone()).header().path().route();
    // The draft's profile does not say of what kind a destination is.
    var lookup =
        switch (route.getLast()) {
          case Destination.Resource(var place) -> waitingByPlace.get(place);
          case Destination.Unresolved(var place) -> waitingByPlace.get(place);
          case Destination.Peer _, Destination.Opaque _ -> null;
        };
    if (lookup != null) lookup.unheard.add(gone);
  }

  /// Asks for random places, and judges the answers.
  public RingResult measure() {
    var before = world.traffic();
    long messages = before.messages();
    long bytes = before.bytes();
    var began = time.instant();
    isMeasured = true;
    if (!settings.churn().isCalm()) population.all().forEach(this::planDeath);
    var load = settings.load();
    var pause = load.during().dividedBy(Math.max(1, load.lookups()));
    for (int i = 0; i < load.lookups(); i++) {
      time.runFor(pause);
      lookUp((int) ((long) i * PARTS / load.lookups()));
      if (i % 1000 == 0) progress.at("looking up", i, load.lookups());
    }
    time.runFor(LAST_ANSWERS);
    for (var lookup : waiting.values()) failures[lookup.part]++;
    forgetLookups();
    double seconds = seconds(Duration.between(began, time.instant()));
    return new RingResult(
        population.size(),
        hops,
        millis,
        lookups(),
        joined,
        traffic(world.traffic().messages() - messages, world.traffic().bytes() - bytes, seconds));
  }

  /// Asks for random places all at once, and waits so short a time that nothing is repaired and
  /// nobody asks twice.
  ///
  /// @return the ways of those that came to the right peer
  public List<Way> askAtOnce(int lookups) {
    var ways = new ArrayList<Way>();
    watch(ways::add);
    for (int i = 0; i < lookups; i++) lookUp(0);
    time.runFor(BEFORE_REPETITION);
    forgetLookups();
    watch(_ -> {});
    return ways;
  }

  /// From now on somebody sees the ways of look-ups that came to the right peer, each as soon as it
  /// is answered.
  public void watch(Consumer<Way> someone) {
    watcher = someone;
  }

  private RingResult.Lookups lookups() {
    var success = new ArrayList<Double>();
    for (int i = 0; i < PARTS; i++) {
      success.add(asked[i] == 0 ? Double.NaN : 1 - (double) failures[i] / asked[i]);
    }
    int all = Arrays.stream(asked).sum();
    return new RingResult.Lookups(all, Arrays.stream(failures).sum(), wrong, success);
  }

  private RingResult.Traffic traffic(long messages, long bytes, double seconds) {
    var each = new Figures();
    var forwarded = new Figures();
    for (var id : population.all()) {
      var figures = world.node(id).figures();
      each.add(figures.sentBytes() / seconds);
      forwarded.add(figures.forwarded());
    }
    return new RingResult.Traffic(messages, bytes, seconds, each, forwarded);
  }

  private void lookUp(int part) {
    var asker = population.any(random);
    var place = Id.random(random);
    long command = ++lastCommand;
    var owner = population.owner(place);
    var lookup = new Lookup(asker, place, owner, time.instant(), part, new HashSet<>(0));
    waiting.put(command, lookup);
    waitingByPlace.put(place, lookup);
    asked[part]++;
    world.tell(
        asker,
        new NodeInput.Ask(
            command,
            List.of(new Destination.Resource(place)),
            new Request.Probe(List.of()),
            NodeInput.Manner.LOGGED));
  }

  private void forgetLookups() {
    waiting.clear();
    waitingByPlace.clear();
  }

  private void answered(NodeOutput.Reply reply) {
    var lookup = waiting.remove(reply.command());
    if (lookup == null) return;
    waitingByPlace.remove(lookup.place);
    boolean isAnswered = reply.response() instanceof Response.Answer;
    // The owner may have changed on the way: both are right.
    boolean isRight =
        reply.responder().equals(lookup.owner)
            || reply.responder().equals(population.owner(lookup.place));
    if (!isAnswered || !isRight) {
      failures[lookup.part]++;
      if (isAnswered) wrong++;
      return;
    }
    var way = way(lookup, reply);
    watcher.accept(new Way(lookup.place, way, lookup.unheard.size()));
    hops.add(way.size() - 1);
    millis.add(seconds(Duration.between(lookup.at, time.instant())) * 1000);
  }

  // The log begins with the first peer that received the request: the asker itself has none, unless
  // it answers itself.
  private static List<Id> way(Lookup lookup, NodeOutput.Reply reply) {
    var way = new ArrayList<Id>();
    way.add(lookup.asker);
    for (var entry : reply.log()) {
      if (way.getLast().equals(reply.responder())) break;
      way.add(entry.peer());
    }
    return way;
  }

  /// The peers, in their order on the ring.
  public List<Id> peers() {
    return population.all();
  }

  public Topology topology(Id id) {
    return world.node(id).topology();
  }

  /// Kills a share of the peers at once; the others know it, and repair nothing yet.
  public void kill(double share) {
    var ids = population.all().toArray(new Id[0]);
    for (int i = ids.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      var kept = ids[i];
      ids[i] = ids[other];
      ids[other] = kept;
    }
    for (var id : Arrays.copyOf(ids, (int) Math.round(share * ids.length))) {
      population.remove(id);
      world.kill(id, Duration.ZERO);
    }
    time.runFor(Duration.ofMillis(1));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static Duration nanos(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }
}
