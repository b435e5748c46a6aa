// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.control.ControlClient;
import dev.tocsin.base.control.ControlServer;
import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.core.usage.ResourceName;
import dev.tocsin.reload.io.control.PeerOrder.Which;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class PeerDeskTest {

  private static final Place ALICE = new Place("alice@example.org");
  private static final String ALICES_PLACE = ResourceName.of("alice@example.org").toString();

  @TempDir Path folder;

  private final LonePeer peer = new LonePeer();
  private final PeerDesk desk =
      new PeerDesk(peer, InstantSource.fixed(LonePeer.NOW), PeerDesk.PATIENCE);

  @Test
  void tellsWhatThePeerIs() {
    var status = ask(new PeerOrder.Status());

    assertThat(status.path("reply").asString()).isEqualTo("status");
    assertThat(status.path("peer").asString()).isEqualTo(LonePeer.ID.toString());
    assertThat(status.path("joined").asBoolean()).isTrue();
    assertThat(status.path("responsible_ppb").asLong()).isEqualTo(1_000_000_000);
    assertThat(status.path("kinds").valueStream().map(each -> each.path("name").asString()))
        .containsExactly("note", "log-line", "contact");
    assertThat(status.path("last").asBoolean()).isTrue();
  }

  @Test
  void pingsWhoeverAnswersForAPlace() {
    ask(new PeerOrder.Store(ALICE, "note", new Which.Usual(), bytes("x"), Duration.ofHours(1)));

    var pong = ask(new PeerOrder.Ping(new Place("bob@example.org")));

    assertThat(pong.path("reply").asString()).isEqualTo("pong");
    assertThat(pong.path("responder").asString()).isEqualTo(LonePeer.ID.toString());
    assertThat(pong.path("resources").asLong()).isEqualTo(1);
  }

  @Test
  void tracesTheWay() {
    var trace = ask(new PeerOrder.Trace(ALICE));

    assertThat(trace.path("place").asString()).isEqualTo(ALICES_PLACE);
    assertThat(trace.path("hops").get(0).path("peer").asString()).isEqualTo(LonePeer.ID.toString());
    assertThat(trace.path("hops").get(0).path("address").asString()).isEqualTo("127.0.0.1");
  }

  @Test
  void storesFetchesAndRemovesASingleValue() {
    // when: stored by number, fetched by name
    var stored =
        ask(
            new PeerOrder.Store(
                ALICE, "0xf00001", new Which.Usual(), bytes("hello"), Duration.ofHours(1)));
    var fetched = ask(new PeerOrder.Fetch(ALICE, "NOTE", new Which.Usual()));

    // then
    assertThat(stored.path("reply").asString()).isEqualTo("stored");
    assertThat(stored.path("generation").asLong()).isPositive();
    assertThat(values(fetched)).containsExactly(bytes("hello").hex());
    assertThat(fetched.path("values").get(0).path("stored").asString())
        .isEqualTo("2026-03-01T12:00:00Z");
    assertThat(fetched.path("values").get(0).path("lifetime").asLong()).isEqualTo(3600);

    // when
    var removed = ask(new PeerOrder.Remove(ALICE, "note", new Which.Usual()));

    // then
    assertThat(removed.path("reply").asString()).isEqualTo("removed");
    assertThat(values(ask(new PeerOrder.Fetch(ALICE, "note", new Which.Usual())))).isEmpty();
  }

  @Test
  void appendsToAnArrayAndFetchesOneOfIt() {
    for (var text : List.of("one", "two")) {
      ask(
          new PeerOrder.Store(
              ALICE, "log-line", new Which.Usual(), bytes(text), Duration.ofHours(1)));
    }

    assertThat(values(ask(new PeerOrder.Fetch(ALICE, "log-line", new Which.Usual()))))
        .containsExactly(bytes("one").hex(), bytes("two").hex());
    assertThat(values(ask(new PeerOrder.Fetch(ALICE, "log-line", new Which.Index(1)))))
        .containsExactly(bytes("two").hex());
  }

  @Test
  void storesInADictionaryUnderThePeersOwnId() {
    ask(new PeerOrder.Store(ALICE, "contact", new Which.Usual(), bytes("x"), Duration.ofHours(1)));
    ask(
        new PeerOrder.Store(
            ALICE, "contact", new Which.Key(bytes("k")), bytes("y"), Duration.ofHours(1)));

    assertThat(ask(new PeerOrder.Fetch(ALICE, "contact", new Which.All())).path("values"))
        .extracting(each -> each.path("key").asString())
        .containsExactlyInAnyOrder(LonePeer.ID.toString(), bytes("k").hex());
  }

  @Test
  void removesSeveralValuesOnlyIfToldSo() {
    ask(new PeerOrder.Store(ALICE, "log-line", new Which.Usual(), bytes("x"), Duration.ofHours(1)));

    assertThatThrownBy(() -> ask(new PeerOrder.Remove(ALICE, "log-line", new Which.Usual())))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("'all'");
    assertThat(ask(new PeerOrder.Remove(ALICE, "log-line", new Which.All())).path("reply"))
        .hasToString("\"removed\"");
  }

  @Test
  void findsWhereThereIsAnyOfAKind() {
    assertThat(ask(new PeerOrder.Find(new Place("a"), "note")).has("found")).isFalse();

    ask(new PeerOrder.Store(ALICE, "note", new Which.Usual(), bytes("x"), Duration.ofHours(1)));

    assertThat(ask(new PeerOrder.Find(new Place("a"), "note")).path("found").asString())
        .isEqualTo(ALICES_PLACE);
  }

  @Test
  void saysWhatARefusedRequestLacks() {
    var late = new Which.Index(1_000);
    var refused =
        ask(new PeerOrder.Store(ALICE, "log-line", late, bytes("x"), Duration.ofHours(1)));

    assertThat(refused.path("reply").asString()).isEqualTo("refused");
    assertThat(refused.path("code").asString()).isNotEmpty();
    assertThat(refused.path("reason").asString()).isNotEmpty();
  }

  @Test
  void refusesAKindThatThePeerDoesNotKnow() {
    for (var kind : List.of("fax", "4711", "0xf0000001")) {
      assertThatThrownBy(() -> ask(new PeerOrder.Fetch(ALICE, kind, new Which.Usual())))
          .isInstanceOf(WireException.class)
          .hasMessageContaining(kind);
    }
  }

  @Test
  void refusesAKeyWhereThereIsNone() {
    assertThatThrownBy(() -> ask(new PeerOrder.Fetch(ALICE, "note", new Which.Key(bytes("k")))))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("single");
  }

  @Test
  void leaves() {
    assertThat(ask(new PeerOrder.Leave()).path("reply").asString()).isEqualTo("done");
    assertThat(peer.isLeaving).isTrue();
  }

  @Test
  void waitsForNoAnswerForEver() throws Exception {
    // given
    var silent = new PeerDesk(new SilentPeer(), InstantSource.system(), Duration.ofMillis(1));
    var socket = folder.resolve("control.sock");

    // when
    try (var _ = ControlServer.open(socket, silent);
        var client = ControlClient.connect(socket, "peer")) {
      client.send(PeerOrders.write(new PeerOrder.Ping(ALICE)));

      // then
      assertThat(client.receive().orElseThrow().path("reason").asString()).contains("no answer");
    }
  }

  @Test
  void takesNoMoreOrdersThanItCanHold() {
    // given: nobody answers
    var full = new PeerDesk(new SilentPeer(), InstantSource.system(), Duration.ofMinutes(1));
    var ping = PeerOrders.write(new PeerOrder.Ping(ALICE));
    var replies = new ArrayList<JsonNode>();

    // when
    for (int i = 0; i < 257; i++) full.order(1, ping, replies::add);

    // then
    assertThat(replies).hasSize(1);
    assertThat(replies.getFirst().path("reason").asString()).contains("more to do");
  }

  private static final class SilentPeer implements OperatedPeer {
    @Override
    public Id id() {
      return LonePeer.ID;
    }

    @Override
    public Kinds kinds() {
      return Kinds.NONE;
    }

    @Override
    public CompletableFuture<PeerStatus> status() {
      return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<NodeOutput.Reply> ask(
        List<Destination> route, Request request, NodeInput.Manner manner) {
      return new CompletableFuture<>();
    }

    @Override
    public StoredValue signed(Id resource, long kind, StoredValue value) {
      return value;
    }

    @Override
    public void leave() {}
  }

  private JsonNode ask(PeerOrder order) {
    var replies = new ArrayList<JsonNode>();
    // As they are on the socket.
    desk.order(
        1,
        JsonMapper.shared().readTree(PeerOrders.write(order).toString()),
        reply -> replies.add(JsonMapper.shared().readTree(reply.toString())));
    assertThat(replies).hasSize(1);
    return replies.getFirst();
  }

  private static List<String> values(JsonNode fetched) {
    return fetched.path("values").valueStream().map(each -> each.path("value").asString()).toList();
  }

  private static Bytes bytes(String text) {
    return Bytes.of(text);
  }
}
