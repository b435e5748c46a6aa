// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.peer;

import dev.tocsin.reload.core.topology.Topology;
import dev.tocsin.reload.core.topology.TopologyAct;
import dev.tocsin.reload.core.topology.TopologyEvent;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Response;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The topology of a client: all goes through one peer, which need not be responsible for its id;
/// it routes nothing, answers for nothing, and never joins (CL-1, CL-4).
public final class GuestTopology implements Topology {

  // 404 from whoever is not responsible.
  private static final Response.Failure NOBODY =
      Response.Failure.of(FailureCode.NOT_FOUND, "a client admits nobody");

  private final Id self;
  private final Set<Id> linked = new HashSet<>();
  private @Nullable Id host;

  public GuestTopology(Id self) {
    this.self = self;
  }

  @Override
  public Id self() {
    return self;
  }

  /// Never: it admits nobody.
  @Override
  public boolean isJoined() {
    return false;
  }

  @Override
  public boolean isResponsible(Id place) {
    return false;
  }

  @Override
  public Id nextHop(Id place, Id from) {
    return host == null ? self : host;
  }

  @Override
  public boolean isLast(Id place, Id from) {
    return false;
  }

  /// The one peer, as soon as it is found.
  @Override
  public Set<Id> peers() {
    return host == null ? Set.of() : Set.of(host);
  }

  @Override
  public List<Id> replicas() {
    return List.of();
  }

  @Override
  public List<Id> around(Id place) {
    return List.of();
  }

  @Override
  public boolean mayReplicate(Id sender, Id place) {
    return false;
  }

  /// It knows nobody who could be nearer.
  @Override
  public boolean mayAnswer(Id responder, Id place) {
    return true;
  }

  @Override
  public long responsiblePpb() {
    return 0;
  }

  @Override
  public List<TopologyAct> handle(TopologyEvent event, Instant now) {
    return switch (event) {
      case TopologyEvent.Enter(var bootstrap) when linked.contains(bootstrap) -> {
        host = bootstrap;
        yield List.of(new TopologyAct.Joined());
      }
      case TopologyEvent.Enter _ -> List.of(new TopologyAct.Lost());
      case TopologyEvent.Depart _ -> List.of(new TopologyAct.Departed());
      case TopologyEvent.Linked(var peer) -> {
        linked.add(peer);
        yield List.of();
      }
      case TopologyEvent.Unlinked(var peer) -> gone(peer);
      case TopologyEvent.Leaving(var peer, _) -> gone(peer);
      case TopologyEvent.Joining(var number, _, _) -> List.of(new TopologyAct.Turn(number, NOBODY));
      case TopologyEvent.Form _,
          TopologyEvent.Updated _,
          TopologyEvent.Answered _,
          TopologyEvent.Connected _,
          TopologyEvent.NotConnected _,
          TopologyEvent.Handed _ ->
          List.of();
    };
  }

  private List<TopologyAct> gone(Id peer) {
    linked.remove(peer);
    if (!peer.equals(host)) return List.of();
    host = null;
    return List.of(new TopologyAct.Lost());
  }

  @Override
  public List<TopologyAct> tick(Instant now) {
    return List.of();
  }

  @Override
  public Instant deadline() {
    return Instant.MAX;
  }
}
