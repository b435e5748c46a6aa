// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.control;

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
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.core.usage.PrivateKinds;
import dev.tocsin.reload.wire.data.Model;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.draft.DraftProfile;
import dev.tocsin.reload.wire.header.PeerAddress;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/// A node that is all of its overlay, on the caller's thread.
final class LonePeer implements OperatedPeer {

  static final Id ID = Id.parse("0123456789abcdef0123456789abcdef");
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private static final Kinds KINDS =
      Kinds.of(
          new PrivateKinds(
              List.of(
                  PrivateKinds.kind(0xf0_0001, "note", Model.SINGLE),
                  PrivateKinds.kind(0xf0_0002, "log-line", Model.ARRAY),
                  PrivateKinds.kind(0xf0_0003, "contact", Model.DICTIONARY))));

  private final Node node;
  private final Map<Long, CompletableFuture<NodeOutput.Reply>> asked = new HashMap<>();
  private long commands;
  boolean isLeaving;

  LonePeer() {
    var address = new PeerAddress(Bytes.of(new byte[] {127, 0, 0, 1}), 6084);
    var overlay =
        new Overlay(
            "example.org",
            DraftProfile.PROFILE,
            MessageSecurity.SHARED_KEY,
            KINDS,
            new Reachability(address, "", List.of()),
            "test");
    var random = new Random(1);
    node =
        new Node(
            NodeParameters.DRAFT, overlay, new Chord(ID, ChordParameters.DRAFT, random), random);
    drive(new NodeInput.Restored(List.of()));
    drive(new NodeInput.Form());
  }

  private void drive(NodeInput first) {
    var inputs = new ArrayDeque<NodeInput>();
    inputs.add(first);
    while (!inputs.isEmpty()) {
      for (var output : node.handle(inputs.remove(), NOW)) {
        switch (output) {
          case NodeOutput.Commit(var serial, _) -> inputs.add(new NodeInput.Committed(serial));
          case NodeOutput.Reply reply -> {
            var asker = asked.remove(reply.command());
            if (asker != null) asker.complete(reply);
          }
          case NodeOutput.Joined _, NodeOutput.Lost _, NodeOutput.Departed _ -> {}
          case NodeOutput.Send _,
              NodeOutput.Reachable _,
              NodeOutput.Dial _,
              NodeOutput.Close _,
              NodeOutput.Tunneled _ ->
              throw new IllegalStateException("nobody else is here: " + output);
        }
      }
    }
  }

  @Override
  public Id id() {
    return ID;
  }

  @Override
  public Kinds kinds() {
    return KINDS;
  }

  @Override
  public CompletableFuture<PeerStatus> status() {
    var self =
        new PeerStatus.Self(
            ID, "example.org", false, "127.0.0.1:6084", List.of("alice@example.org"), 7);
    return CompletableFuture.completedFuture(PeerStatus.of(node, self, KINDS.all()));
  }

  @Override
  public CompletableFuture<NodeOutput.Reply> ask(
      List<Destination> route, Request request, NodeInput.Manner manner) {
    var reply = new CompletableFuture<NodeOutput.Reply>();
    asked.put(++commands, reply);
    drive(new NodeInput.Ask(commands, route, request, manner));
    return reply;
  }

  @Override
  public StoredValue signed(Id resource, long kind, StoredValue value) {
    return MessageSecurity.SHARED_KEY.signed(resource, kind, value);
  }

  @Override
  public void leave() {
    isLeaving = true;
  }
}
