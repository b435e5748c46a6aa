// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.tocsin.reload.core.storage.StorageChange;
import dev.tocsin.reload.core.usage.CertificateStore;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.KindGeneration;
import dev.tocsin.reload.wire.data.KindQuery;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.draft.DraftProfile;
import dev.tocsin.reload.wire.header.PeerAddress;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.reload.wire.message.Response.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// A node alone on its ring, with a disk that answers when the test says so.
class DurableNodeTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Id PLACE = new Id(5, 5);

  private final Node node = node();
  private final List<NodeOutput.Commit> commits = new ArrayList<>();
  private final List<NodeOutput.Reply> replies = new ArrayList<>();
  private long lastCommand;

  private static Node node() {
    var random = new SplittableRandom(1);
    // Other values than certificates would do as well: nothing is signed here.
    var overlay =
        new Overlay(
            "test.example",
            DraftProfile.PROFILE,
            MessageSecurity.SHARED_KEY,
            Kinds.of(new CertificateStore("test.example")),
            new Reachability(
                new PeerAddress(Bytes.of(new byte[] {127, 0, 0, 1}), 6084), "", List.of()),
            "tocsin");
    var chord = new Chord(new Id(1, 1), ChordParameters.DRAFT, random);
    return new Node(NodeParameters.DRAFT, overlay, chord, random);
  }

  private void tell(NodeInput input) {
    for (var output : node.handle(input, NOW)) {
      if (output instanceof NodeOutput.Commit commit) commits.add(commit);
      if (output instanceof NodeOutput.Reply reply) replies.add(reply);
    }
  }

  private void begin(List<StorageChange> kept) {
    tell(new NodeInput.Restored(kept));
    tell(new NodeInput.Form());
  }

  private void ask(Request request) {
    var route = List.<Destination>of(new Destination.Unresolved(PLACE));
    tell(new NodeInput.Ask(++lastCommand, route, request, NodeInput.Manner.PLAIN));
  }

  private void store(int index) {
    var entry = new Entry.Indexed(index, Entry.Value.of(Bytes.of("v" + index)));
    var value = new StoredValue(NOW.toEpochMilli(), 60, entry, Optional.empty());
    ask(
        new Request.Store(
            PLACE, List.of(new KindValues(CertificateStore.KIND, 0, List.of(value)))));
  }

  private Response last() {
    return replies.getLast().response();
  }

  private int fetched() {
    var which = new KindQuery.Which.Range(0, KindQuery.Which.Range.LAST);
    ask(new Request.Fetch(PLACE, List.of(new KindQuery(CertificateStore.KIND, 0, which))));
    return ((Answer.Fetched) last()).kinds().getFirst().values().size();
  }

  @Test
  void answersWhenItIsDurable() {
    begin(List.of());

    store(0);
    assertThat(commits).hasSize(1);
    assertThat(replies).isEmpty();
    assertThat(fetched()).isZero();

    tell(new NodeInput.Committed(commits.getFirst().serial()));
    assertThat(last()).isInstanceOf(Answer.Stored.class);
    assertThat(fetched()).isEqualTo(1);
  }

  @Test
  void changesOneResourceOnceAtATime() {
    begin(List.of());
    store(0);
    store(1);
    assertThat(commits).hasSize(1);

    tell(new NodeInput.Committed(commits.getFirst().serial()));
    assertThat(commits).hasSize(2);
    tell(new NodeInput.Committed(commits.getLast().serial()));

    assertThat(replies).hasSize(2);
    assertThat(fetched()).isEqualTo(2);
  }

  @Test
  void forgetsWhatTheDiskDidNotTake() {
    begin(List.of());
    store(0);
    store(1);

    tell(new NodeInput.CommitFailed(commits.getFirst().serial()));
    assertThat(last()).isInstanceOf(Response.Failure.class);
    tell(new NodeInput.Committed(commits.getLast().serial()));

    assertThat(last())
        .isEqualTo(new Answer.Stored(List.of(new KindGeneration(CertificateStore.KIND, 1))));
  }

  @Test
  void knowsAgainWhatTheDiskHolds() {
    begin(List.of());
    store(0);
    tell(new NodeInput.Committed(commits.getFirst().serial()));

    var again = new DurableNodeTest();
    again.begin(commits.getFirst().changes());

    assertThat(again.fetched()).isEqualTo(1);
  }

  @Test
  void waitsForNoDiskWithoutOne() {
    tell(new NodeInput.Form());
    store(0);
    assertThat(commits).isEmpty();
    assertThat(last()).isInstanceOf(Answer.Stored.class);
  }
}
