// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.hostile;

import dev.tocsin.reload.core.chord.Chord;
import dev.tocsin.reload.core.chord.ChordParameters;
import dev.tocsin.reload.core.node.Node;
import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.core.node.NodeParameters;
import dev.tocsin.reload.core.node.Overlay;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.core.usage.ResourceName;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.ringsim.RingRun.Progress;
import dev.tocsin.ringsim.SignedEnrolment;
import dev.tocsin.ringsim.World;
import dev.tocsin.sim.Conditions;
import dev.tocsin.sim.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/// A signed ring in virtual time: everybody keeps two notes, one after the other; then some peers
/// turn bad, and the good ones look for notes.
public final class HostileRun {

  private static final Duration STORING = Duration.ofSeconds(60);
  private static final Duration TURNING = STORING.multipliedBy(2).plusSeconds(10);
  // Time for lies to spread and for memory to fill.
  private static final Duration BEING_BAD = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long EVENTS_MAX = 2_000_000_000L;

  private static final ChordParameters CHORD =
      ChordParameters.DRAFT.withPeriods(Duration.ofSeconds(60), Duration.ofSeconds(60));

  private final HostileSettings settings;
  private final Progress progress;
  private final SplittableRandom random;
  private final VirtualTime time = new VirtualTime(EVENTS_MAX);
  private final World world;
  private final Truth truth = new Truth();
  private final List<Id> good = new ArrayList<>();
  private final Set<Id> bad = new HashSet<>();
  private final Map<Id, Overlay> overlays = new HashMap<>();
  private final Map<Long, Search> searches = new HashMap<>();
  private HostileResult.Fetches single = new HostileResult.Fetches(0, 0, 0, 0);
  private HostileResult.Fetches parallel = single;
  private Node.Held most = new Node.Held(0, 0, 0, 0, 0);
  private int tried;
  private long lastCommand;

  public HostileRun(HostileSettings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
    this.random = new SplittableRandom(settings.seed());
    this.world = new World(time, random.split(), Conditions.CALM, this::told);
  }

  public HostileResult run() {
    form();
    var start = time.instant();
    write("first", start.plus(STORING));
    write("second", start.plus(STORING.multipliedBy(2)));
    time.runFor(Duration.between(time.instant(), start.plus(TURNING)));
    pass(BEING_BAD);
    for (int i = 0; i < settings.lookups(); i++) {
      search();
      pass(PAUSE);
      if (i % 100 == 0) progress.at("looking for notes", i, settings.lookups());
    }
    pass(PATIENCE);
    if (!searches.isEmpty()) throw new IllegalStateException("requests without an end");
    return new HostileResult(single, parallel, truth.usurped(), tried, unproved(), most);
  }

  private void form() {
    var ids = new TreeSet<Id>();
    while (ids.size() < settings.peers()) ids.add(Id.random(random));
    var sorted = ids.toArray(new Id[0]);
    choose(sorted);
    var kinds = Kinds.of(new Notes());
    var enrolment = new SignedEnrolment(settings.keys(), kinds, random.split(), time.instant());
    for (var id : sorted) {
      overlays.put(id, enrolment.enrol(id, time.instant()));
      add(Chord.settled(id, sorted, CHORD, random.split(), time.instant()));
    }
    for (var id : sorted) {
      for (var peer : ((Chord) world.node(id).topology()).table()) world.link(id, peer);
    }
  }

  private void choose(Id[] sorted) {
    while (bad.size() < Math.round(settings.share() * sorted.length)) {
      bad.add(sorted[random.nextInt(sorted.length)]);
    }
    for (var id : sorted) if (!bad.contains(id)) good.add(id);
  }

  private void add(Chord chord) {
    var id = chord.self();
    var overlay = Objects.requireNonNull(overlays.get(id));
    var node = new Node(NodeParameters.DRAFT, overlay, chord, random.split());
    if (!bad.contains(id)) {
      world.add(node);
      // What it keeps is then told to whoever keeps it: here, to the truth.
      world.tell(id, new NodeInput.Restored(List.of()));
      return;
    }
    var misdeeds = settings.misdeeds();
    var misdeed = misdeeds.get(world.count() % misdeeds.size());
    var pen = new Pen(overlay, random.split());
    var deed = Deeds.of(misdeed, node, pen);
    world.add(node, new BadPeer(node, pen, deed, time.instant().plus(TURNING)));
  }

  // Everybody who is good, one after the other.
  private void write(String text, Instant until) {
    var pause = Duration.between(time.instant(), until).dividedBy(good.size() + 1L);
    for (var owner : good) {
      var place = ResourceName.of(owner);
      var note = Notes.value(text + " of " + owner, time.instant());
      var security = Objects.requireNonNull(overlays.get(owner)).security();
      var signed = security.signed(place, Notes.KIND, note);
      truth.write(place, signed);
      ask(owner, ++lastCommand, place, Notes.store(place, signed));
      time.runFor(pause);
    }
  }

  private void ask(Id asker, long command, Id place, Request request) {
    var route = List.<Destination>of(new Destination.Unresolved(place));
    world.tell(asker, new NodeInput.Ask(command, route, request, NodeInput.Manner.PLAIN));
  }

  // The same note by one FETCH, and by several.
  private void search() {
    var owner = good.get(random.nextInt(good.size()));
    var place = ResourceName.of(owner);
    var asker = good.get(random.nextInt(good.size()));
    searches.put(++lastCommand, new Search(truth, place, found -> single = single.plus(found)));
    ask(asker, lastCommand, place, Notes.fetch(place));
    searches.put(++lastCommand, new Search(truth, place, found -> parallel = parallel.plus(found)));
    world.tell(asker, new NodeInput.Gather(lastCommand, Notes.fetch(place)));
  }

  private void told(Id id, NodeOutput output) {
    switch (output) {
      case NodeOutput.Commit(var serial, var changes) -> {
        changes.forEach(change -> truth.keeps(id, change));
        time.after(Duration.ZERO, () -> world.tell(id, new NodeInput.Committed(serial)));
      }
      case NodeOutput.Reply reply -> {
        if (reply.command() < 0) tried++;
        var search = searches.remove(reply.command());
        if (search != null) search.answered(reply.response());
      }
      case NodeOutput.Send _,
          NodeOutput.Dial _,
          NodeOutput.Close _,
          NodeOutput.Tunneled _,
          NodeOutput.Joined _,
          NodeOutput.Lost _,
          NodeOutput.Reachable _,
          NodeOutput.Departed _ -> {}
    }
  }

  // Looks now and then how much good peers hold.
  private void pass(Duration span) {
    var end = time.instant().plus(span);
    while (time.instant().isBefore(end)) {
      time.runFor(PAUSE);
      for (var id : good) most = HostileResult.most(most, world.node(id).held());
    }
  }

  private long unproved() {
    return good.stream().mapToLong(id -> world.node(id).figures().unproved()).sum();
  }
}
