// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.chord.ChordParameters;
import dev.tocsin.reload.core.node.NodeInput.Manner;
import dev.tocsin.reload.core.peer.PeerParameters;
import dev.tocsin.reload.core.peer.PeerParameters.Role;
import dev.tocsin.reload.core.usage.CertificateStore;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.core.usage.PrivateKinds;
import dev.tocsin.reload.core.usage.ResourceName;
import dev.tocsin.reload.io.link.Enrolled;
import dev.tocsin.reload.io.link.LinkCredentials;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.KindQuery;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.data.Model;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Peers of one overlay on loopback, which settle soon.
final class Ring implements AutoCloseable {

  static final long NOTE = PrivateKinds.FIRST;
  static final Kinds KINDS =
      Kinds.of(
          new CertificateStore(Enrolled.OVERLAY),
          new PrivateKinds(List.of(PrivateKinds.kind(NOTE, "note", Model.SINGLE))));

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final ChordParameters CHORD =
      ChordParameters.DRAFT.withPeriods(Duration.ofSeconds(2), Duration.ofSeconds(5));
  private static final PeerParameters.Timing TIMING =
      new PeerParameters.Timing(
          Duration.ofMillis(200),
          Duration.ofSeconds(5),
          Duration.ofMillis(200),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofMillis(500));

  final List<PeerRuntime> peers = new ArrayList<>();
  private final Path folder;
  private final Function<Id, LinkCredentials> credentials;

  Ring(Path folder, Function<Id, LinkCredentials> credentials) {
    this.folder = folder;
    this.credentials = credentials;
  }

  static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  static Id id(int number) {
    // Evenly around the ring.
    return Id.parse("%02x000000000000000000000000000001".formatted(number * 0x15 + 1));
  }

  Path folder(Id id) {
    return folder.resolve(id.toString());
  }

  PeerSettings settings(Id id, Role role, int port, List<InetSocketAddress> bootstrap) {
    var shape = PeerSettings.Shape.of(role, KINDS).with(CHORD).with(TIMING);
    var network = PeerSettings.Network.at(loopback(port), bootstrap);
    return new PeerSettings(
        Enrolled.OVERLAY, credentials.apply(id), id, shape, network, folder(id));
  }

  PeerRuntime start(PeerSettings settings, PeerListener listener) throws Exception {
    var peer = PeerRuntime.start(settings, InstantSource.system(), listener);
    peers.add(peer);
    return peer;
  }

  PeerRuntime start(Id id, Role role, PeerListener listener) throws Exception {
    var bootstrap = peers.isEmpty() ? List.<InetSocketAddress>of() : List.of(address(0));
    return start(settings(id, role, 0, bootstrap), listener);
  }

  PeerRuntime start(Id id, Role role) throws Exception {
    return start(id, role, new PeerListener() {});
  }

  InetSocketAddress address(int index) {
    return peers.get(index).address();
  }

  /// A ring of so many; the first has founded it.
  Ring of(int count) throws Exception {
    start(id(0), Role.FOUNDER);
    awaitInside(peers.getFirst());
    for (int i = 1; i < count; i++) start(id(i), Role.PEER);
    awaitSettled();
    return this;
  }

  static void awaitInside(PeerRuntime peer) {
    await().atMost(PATIENCE).until(() -> peer.isInside().get());
  }

  /// Everybody's successor is the next one.
  void awaitSettled() {
    await().atMost(PATIENCE).untilAsserted(this::assertSettled);
  }

  private void assertSettled() throws Exception {
    var sorted = new ArrayList<>(peers);
    sorted.sort(Comparator.comparing(PeerRuntime::id));
    for (int i = 0; i < sorted.size(); i++) {
      var table = sorted.get(i).status().get().table();
      var next = sorted.get((i + 1) % sorted.size()).id();
      assertThat(table.isJoined()).isTrue();
      if (sorted.size() > 1) assertThat(table.successors()).startsWith(next);
    }
  }

  static Response store(PeerRuntime at, String text) throws Exception {
    return store(at, ResourceName.of(at.id()), text);
  }

  static Response store(PeerRuntime by, Id place, String text) throws Exception {
    var value = Entry.Value.of(Bytes.owning(text.getBytes(StandardCharsets.UTF_8)));
    var stored =
        new StoredValue(
            System.currentTimeMillis(), 3600, new Entry.Single(value), Optional.empty());
    var values = new KindValues(NOTE, 0, List.of(by.signed(place, NOTE, stored)));
    return ask(by, place, new Request.Store(place, List.of(values)));
  }

  /// @return the text that lies at the place, as this peer finds it; empty if there is none
  static String fetch(PeerRuntime by, Id place) throws Exception {
    var query = new KindQuery(NOTE, 0, new KindQuery.Which.Single());
    var response = ask(by, place, new Request.Fetch(place, List.of(query)));
    assertThat(response).isInstanceOf(Response.Answer.Fetched.class);
    var value = ((Response.Answer.Fetched) response).kinds().getFirst().values().getFirst();
    return new String(value.entry().value().bytes().toArray(), StandardCharsets.UTF_8);
  }

  static Response ask(PeerRuntime by, Id to, Request request) throws Exception {
    var route = List.<Destination>of(new Destination.Unresolved(to));
    return by.ask(route, request, Manner.PLAIN).get().response();
  }

  void close(PeerRuntime peer) {
    peers.remove(peer);
    peer.close();
  }

  @Override
  public void close() {
    peers.forEach(PeerRuntime::close);
  }
}
