// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.migration;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.chord.Chord;
import dev.tocsin.reload.core.chord.ChordParameters;
import dev.tocsin.reload.core.node.Node;
import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.core.node.NodeParameters;
import dev.tocsin.reload.core.node.Overlay;
import dev.tocsin.reload.core.node.Reachability;
import dev.tocsin.reload.core.security.MessageSecurity;
import dev.tocsin.reload.core.usage.AccessRule;
import dev.tocsin.reload.core.usage.Kind;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.core.usage.MergeRule;
import dev.tocsin.reload.core.usage.SeedRule;
import dev.tocsin.reload.core.usage.Usage;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.KindQuery;
import dev.tocsin.reload.wire.data.KindQuery.Which;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.data.Model;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.draft.DraftProfile;
import dev.tocsin.reload.wire.header.PeerAddress;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// A peer that moves, alone in both overlays, whose disks answer when the test says so.
final class Mover {

  static final long NOTE = 0xf00001;
  static final long LIST = 0xf00002;
  static final long SHELF = 0xf00003;
  static final Id SELF = new Id(1, 1);
  static final Id PLACE = new Id(5, 5);
  static final MigrationParameters PARAMETERS =
      new MigrationParameters(Duration.ofMinutes(10), Duration.ofSeconds(15), 2, 100, 100);

  static final Kinds KINDS =
      Kinds.of(
          new Usage() {
            @Override
            public String name() {
              return "NOTES";
            }

            @Override
            public List<Kind> kinds() {
              return List.of(
                  kind(NOTE, Model.SINGLE, MergeRule.NEWEST),
                  kind(LIST, Model.ARRAY, MergeRule.ALL),
                  kind(SHELF, Model.DICTIONARY, MergeRule.NEWEST));
            }
          });

  private static Kind kind(long number, Model model, MergeRule merge) {
    AccessRule open = (_, _, _) -> Optional.empty();
    var rules = new Kind.Rules(SeedRule.PEERS, open, merge, true);
    return new Kind(number, "KIND-" + number, model, new Kind.Limits(9, 100, 9), rules);
  }

  static Overlay overlay(String name, MessageSecurity security, Kinds kinds) {
    var address = new PeerAddress(Bytes.of(new byte[] {127, 0, 0, 1}), 6084);
    var reachability = new Reachability(address, "", List.of());
    return new Overlay(name, DraftProfile.PROFILE, security, kinds, reachability, "tocsin");
  }

  final Migration migration;
  final List<MigrationOutput> outputs = new ArrayList<>();
  Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final Map<Side, List<Long>> commits = new EnumMap<>(Side.class);
  private long lastCommand;

  Mover() {
    this(MessageSecurity.SHARED_KEY, MessageSecurity.SHARED_KEY);
  }

  Mover(MessageSecurity inA, MessageSecurity inB) {
    this(overlay("a.example", inA, KINDS), overlay("b.example", inB, KINDS), PARAMETERS);
  }

  Mover(Overlay a, Overlay b, MigrationParameters parameters) {
    migration = new Migration(ring(a, 1, 8), ring(b, 2, 16), parameters);
    within(Side.A, new NodeInput.Form());
  }

  private static Migration.Ring ring(Overlay overlay, long seed, int fingers) {
    var random = new SplittableRandom(seed);
    var chord = new Chord(SELF, ChordParameters.DRAFT.withFingers(fingers), random);
    return new Migration.Ring(new Node(NodeParameters.DRAFT, overlay, chord, random), overlay);
  }

  void tell(MigrationInput input) {
    take(migration.handle(input, now));
  }

  void within(Side side, NodeInput input) {
    tell(new MigrationInput.Within(side, input));
  }

  void advance(Stage stage) {
    tell(new MigrationInput.Advance(stage));
  }

  /// As {@link #advance}, with B at hand.
  void advanceInB(Stage stage) {
    within(Side.B, new NodeInput.Form());
    advance(stage);
  }

  void after(Duration time) {
    now = now.plus(time);
    take(migration.tick(now));
  }

  private void take(List<MigrationOutput> all) {
    for (var output : all) {
      outputs.add(output);
      if (output
          instanceof MigrationOutput.Within(var side, NodeOutput.Commit(var serial, var _))) {
        commits.computeIfAbsent(side, _ -> new ArrayList<>()).add(serial);
      }
    }
  }

  /// From now on the disk of an overlay is waited for.
  void waitForDisk(Side side) {
    within(side, new NodeInput.Restored(List.of()));
  }

  /// The disk took what it was given, or did not.
  void disk(Side side, boolean isTaken) {
    var serials = commits.remove(side);
    if (serials == null) throw new AssertionError("nothing was given to the disk of " + side);
    for (long serial : serials) {
      within(side, isTaken ? new NodeInput.Committed(serial) : new NodeInput.CommitFailed(serial));
    }
  }

  /// @return the number of the question
  long ask(Request request) {
    return ask(new Destination.Resource(PLACE), request);
  }

  long ask(Destination to, Request request) {
    var ask = new NodeInput.Ask(++lastCommand, List.of(to), request, NodeInput.Manner.PLAIN);
    tell(new MigrationInput.Ask(ask));
    return lastCommand;
  }

  long gather(Request.Fetch fetch) {
    tell(new MigrationInput.Gather(new NodeInput.Gather(++lastCommand, fetch)));
    return lastCommand;
  }

  Optional<MigrationOutput.Reply> reply(long command) {
    return outputs.stream()
        .filter(MigrationOutput.Reply.class::isInstance)
        .map(MigrationOutput.Reply.class::cast)
        .filter(each -> each.reply().command() == command)
        .reduce(
            (one, other) -> {
              throw new AssertionError("two replies: " + one + ", " + other);
            });
  }

  Response response(long command) {
    return reply(command).orElseThrow().reply().response();
  }

  /// Stores and checks that it was stored.
  void store(long kind, Entry entry) {
    now = now.plusSeconds(1);
    var reply = response(ask(storing(kind, entry)));
    if (!(reply instanceof Response.Answer.Stored)) throw new AssertionError(reply);
  }

  Request.Store storing(long kind, Entry entry) {
    return storing(kind, value(entry));
  }

  static Request.Store storing(long kind, StoredValue value) {
    return new Request.Store(PLACE, List.of(new KindValues(kind, 0, List.of(value))));
  }

  StoredValue value(Entry entry) {
    return new StoredValue(now.toEpochMilli(), 3600, entry, Optional.empty());
  }

  static Entry note(String text) {
    return new Entry.Single(text(text));
  }

  static Entry.Value text(String text) {
    return Entry.Value.of(Bytes.of(text));
  }

  static Entry at(int index, String text) {
    return new Entry.Indexed(index, text(text));
  }

  static Entry last(String text) {
    return at(Entry.Indexed.LAST, text);
  }

  static Entry keyed(String key, String text) {
    return new Entry.Keyed(Bytes.of(key), text(text));
  }

  static Which all(long kind) {
    if (kind == NOTE) return new Which.Single();
    return kind == LIST ? new Which.Range(0, Which.Range.LAST) : new Which.Keys(List.of());
  }

  static Request.Fetch fetching(long kind) {
    return new Request.Fetch(PLACE, List.of(new KindQuery(kind, 0, all(kind))));
  }

  static Request.Remove removing(long kind, Which which) {
    return new Request.Remove(PLACE, List.of(new KindQuery(kind, 0, which)));
  }

  /// What stands in one of the overlays, in its order.
  List<String> in(Side side, long kind) {
    return migration.node(side).answersFor(SELF, SELF, now).stream()
        .flatMap(store -> store.kinds().stream())
        .filter(values -> values.kind() == kind)
        .flatMap(values -> values.values().stream())
        .map(value -> text(value.entry()))
        .toList();
  }

  static List<String> texts(Response response) {
    if (!(response instanceof Response.Answer.Fetched(var kinds))) {
      throw new AssertionError(response);
    }
    return kinds.stream()
        .flatMap(values -> values.values().stream())
        .filter(value -> value.entry().value().exists())
        .map(value -> text(value.entry()))
        .toList();
  }

  private static String text(Entry entry) {
    return new String(entry.value().bytes().toArray(), StandardCharsets.UTF_8);
  }
}
