// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.peer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.node.Link;
import dev.tocsin.reload.core.peer.PeerParameters.Role;
import dev.tocsin.reload.core.usage.ResourceName;
import dev.tocsin.reload.io.link.Enrolled;
import dev.tocsin.reload.io.link.LinkCredentials;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerRuntimeTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Enrolled ENROLLED = Enrolled.overlay();
  private static final Function<Id, LinkCredentials> CERTIFIED = ENROLLED::peer;
  private static final Function<Id, LinkCredentials> SHARED =
      _ -> new LinkCredentials.Shared(Enrolled.OVERLAY, "a key of the ring".getBytes(UTF_8));

  @TempDir Path folder;

  private Ring ring(Function<Id, LinkCredentials> credentials) {
    return new Ring(folder, credentials);
  }

  // SE-1, ST-1, PE-1.
  @Test
  void peersWithCertificatesKeepWhatTheirOwnersSigned() throws Exception {
    try (var ring = ring(CERTIFIED).of(6)) {
      for (var peer : ring.peers) {
        assertThat(Ring.store(peer, "of " + peer.id())).isInstanceOf(Response.Answer.Stored.class);
      }
      for (var owner : ring.peers) {
        var found = Ring.fetch(ring.peers.get(3), ResourceName.of(owner.id()));
        assertThat(found).isEqualTo("of " + owner.id());
      }

      var elsewhere = ResourceName.of(Ring.id(2));
      var refused = Ring.store(ring.peers.get(4), elsewhere, "of somebody else");
      assertThat(refused)
          .isInstanceOfSatisfying(
              Response.Failure.class,
              failure -> assertThat(failure.code()).isEqualTo(FailureCode.FORBIDDEN));
    }
  }

  // SK-1, R-51.
  @Test
  void peersWithOneKeyFindEachOtherAndStore() throws Exception {
    try (var ring = ring(SHARED).of(5)) {
      assertThat(Ring.store(ring.peers.get(1), "hello")).isInstanceOf(Response.Answer.Stored.class);
      assertThat(Ring.fetch(ring.peers.get(4), ResourceName.of(Ring.id(1)))).isEqualTo("hello");
    }
  }

  // CL-1, CL-2.
  @Test
  void aClientStoresAndFetchesButIsNoPeer() throws Exception {
    try (var ring = ring(CERTIFIED).of(3)) {
      var client = ring.start(Ring.id(9), Role.CLIENT);
      ring.peers.remove(client);
      try (client) {
        Ring.awaitInside(client);
        assertThat(Ring.store(client, "a client's")).isInstanceOf(Response.Answer.Stored.class);
        var at = ring.peers.get(2);
        assertThat(Ring.fetch(at, ResourceName.of(client.id()))).isEqualTo("a client's");
        assertThat(Ring.fetch(client, ResourceName.of(client.id()))).isEqualTo("a client's");
        assertThat(client.status().get().kept().places()).isZero();
        ring.awaitSettled();
        for (var peer : ring.peers) {
          assertThat(peer.status().get().table().successors()).doesNotContain(client.id());
        }
      }
    }
  }

  // TU-1.
  @Test
  void aMessageForAnApplicationReachesIt() throws Exception {
    try (var ring = ring(SHARED).of(3)) {
      var heard = new CompletableFuture<Request.Tunnel>();
      var by = new CompletableFuture<Id>();
      var listener =
          new PeerListener() {
            @Override
            public void tunneled(Id from, Request.Tunnel content) {
              by.complete(from);
              heard.complete(content);
            }
          };
      var last = ring.start(Ring.id(7), Role.PEER, listener);
      ring.awaitSettled();
      var tunnel = new Request.Tunnel(5060, "dialog", Bytes.owning("words".getBytes(UTF_8)));

      var response = Ring.ask(ring.peers.getFirst(), last.id(), tunnel);

      assertThat(response).isInstanceOf(Response.Answer.Tunneled.class);
      assertThat(heard.get(20, TimeUnit.SECONDS)).isEqualTo(tunnel);
      assertThat(by.get()).isEqualTo(Ring.id(0));
    }
  }

  // EN-6, LP-1, LP-6: what is remembered leads back, without the configuration.
  @Test
  void aPeerComesBackWithItsDataByWhomItRemembers() throws Exception {
    try (var ring = ring(CERTIFIED).of(4)) {
      var last = ring.peers.get(3);
      Ring.store(ring.peers.get(1), "kept");
      await().atMost(PATIENCE).until(() -> remembered(ring, last.id()).size() >= 2);
      assertThat(new PeerFolder(ring.folder(last.id())).contacts())
          .hasSizeLessThanOrEqualTo(10)
          .allSatisfy(contact -> assertThat(contact.peer()).isPresent());
      int port = last.address().getPort();
      ring.close(last);

      ring.start(ring.settings(last.id(), Role.PEER, port, List.of()), new PeerListener() {});

      ring.awaitSettled();
      assertThat(Ring.fetch(ring.peers.getLast(), ResourceName.of(Ring.id(1)))).isEqualTo("kept");
    }
  }

  private static List<String> remembered(Ring ring, Id peer) throws Exception {
    var file = ring.folder(peer).resolve("contacts");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  @Test
  void aWholeRingComesBackWithAllItsValues() throws Exception {
    try (var ring = ring(CERTIFIED).of(4)) {
      for (var peer : ring.peers) Ring.store(peer, "of " + peer.id());
      await().atMost(PATIENCE).until(() -> remembered(ring, Ring.id(3)).size() >= 2);
      var addresses = ring.peers.stream().map(PeerRuntime::address).toList();
      for (var peer : List.copyOf(ring.peers)) ring.close(peer);

      for (int i = 0; i < 4; i++) {
        var role = i == 0 ? Role.FOUNDER : Role.PEER;
        var bootstrap = i == 0 ? addresses.subList(0, 0) : addresses.subList(0, 1);
        var settings = ring.settings(Ring.id(i), role, addresses.get(i).getPort(), bootstrap);
        ring.start(settings, new PeerListener() {});
      }

      ring.awaitSettled();
      for (int i = 0; i < 4; i++) {
        var place = ResourceName.of(Ring.id(i));
        var expected = "of " + Ring.id(i);
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> assertThat(Ring.fetch(ring.peers.get(2), place)).isEqualTo(expected));
      }
    }
  }

  // LE-1.
  @Test
  void aPeerThatLeavesHandsOverWhatItHad() throws Exception {
    try (var ring = ring(SHARED).of(4)) {
      for (var peer : ring.peers) Ring.store(peer, "of " + peer.id());
      var leaving = ring.peers.remove(2);

      assertThat(leaving.depart(Duration.ofSeconds(20))).isTrue();

      ring.awaitSettled();
      for (int i = 0; i < 4; i++) {
        var found = Ring.fetch(ring.peers.getFirst(), ResourceName.of(Ring.id(i)));
        assertThat(found).isEqualTo("of " + Ring.id(i));
      }
    }
  }

  // PE-1, SK-1: nobody without the overlay's credentials gets a link.
  @Test
  void aStrangerStaysOutside() throws Exception {
    try (var ring = ring(SHARED).of(2)) {
      var wrong = new LinkCredentials.Shared(Enrolled.OVERLAY, "another key".getBytes(UTF_8));
      var outside = new Ring(folder.resolve("outside"), _ -> wrong);
      var settings = outside.settings(Ring.id(5), Role.PEER, 0, List.of(ring.address(0)));
      try (var stranger = outside.start(settings, new PeerListener() {})) {
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    stranger.linkFigures().values().stream()
                        .allMatch(figures -> figures.failed() >= 1));
        assertThat(stranger.isInside().get()).isFalse();
        assertThat(stranger.status().get().links()).isEmpty();
      }
      for (var peer : ring.peers) {
        var linked = new ArrayList<Id>();
        for (var link : peer.status().get().links()) linked.add(link.peer());
        assertThat(linked).doesNotContain(Ring.id(5));
      }
    }
  }

  // links that both ends ask for at once become one.
  @Test
  void twoPeersHaveOneLink() throws Exception {
    try (var ring = ring(CERTIFIED).of(3)) {
      for (var peer : ring.peers) {
        var others = peer.status().get().links().stream().map(Link::peer).toList();
        assertThat(others).doesNotHaveDuplicates().doesNotContain(peer.id());
      }
    }
  }
}
