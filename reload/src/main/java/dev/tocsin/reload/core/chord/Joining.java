// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.chord;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.topology.TopologyAct;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One attempt to join, in the draft's order (CH-5): PINGs find the successors, CONNECTs lead to
/// them and to the fingers, then JOIN goes to the immediate successor, the admitting peer. What
/// comes after that is said by its UPDATE.
final class Joining {

  /// How far the attempt is.
  enum Phase {
    FINDING,
    LINKING,
    ASKING,
    /// Let in: the data and the update of the admitting peer are to come.
    WAITING,
    FAILED
  }

  private static final int NEIGHBOUR = -1;

  private final Ring ring;
  private final Id self;
  private final ChordParameters parameters;
  private final Id through;
  private final LongSupplier numbers;
  private final Set<Id> found = new LinkedHashSet<>();
  // Links that are asked for: the finger that each is for, or NEIGHBOUR.
  private final Map<Long, Integer> links = new HashMap<>();
  private long asked;
  private Phase phase = Phase.FINDING;
  private @Nullable Id admitting;

  /// @param through the peer that knows the overlay
  Joining(Ring ring, Id self, ChordParameters parameters, Id through, LongSupplier numbers) {
    this.ring = ring;
    this.self = self;
    this.parameters = parameters;
    this.through = through;
    this.numbers = numbers;
  }

  Phase phase() {
    return phase;
  }

  Id through() {
    return through;
  }

  /// The immediate successor; empty while it is not found.
  Optional<Id> admitting() {
    return Optional.ofNullable(admitting);
  }

  List<TopologyAct> begin() {
    return List.of(ping(self));
  }

  private TopologyAct ping(Id before) {
    asked = numbers.getAsLong();
    return new TopologyAct.AskThrough(
        asked, through, before.plus(Id.ONE), new Request.Probe(List.of()));
  }

  boolean isAsked(long number) {
    return number == asked && phase != Phase.FAILED;
  }

  /// A PING or the JOIN has its answer.
  List<TopologyAct> answered(Id responder, Response response) {
    return switch (phase) {
      case FINDING -> found(responder, response);
      case ASKING -> {
        phase = response instanceof Response.Answer.Joined ? Phase.WAITING : Phase.FAILED;
        yield List.of();
      }
      case LINKING, WAITING, FAILED -> List.of();
    };
  }

  private List<TopologyAct> found(Id responder, Response response) {
    boolean isPeer = response instanceof Response.Answer.Probed && responder.isPeer();
    boolean isNew = isPeer && !responder.equals(self) && found.add(responder);
    if (isNew && found.size() < parameters.neighbours()) return List.of(ping(responder));
    if (found.isEmpty()) {
      phase = Phase.FAILED;
      return List.of();
    }
    phase = Phase.LINKING;
    admitting = found.iterator().next();
    var acts = new ArrayList<TopologyAct>();
    for (var peer : found) acts.add(link(peer, NEIGHBOUR));
    for (int i = 0; i < ring.fingerCount(); i++) acts.add(link(ring.fingerPlace(i), i));
    return acts;
  }

  private TopologyAct link(Id place, int finger) {
    long number = numbers.getAsLong();
    links.put(number, finger);
    return new TopologyAct.ConnectThrough(number, through, place);
  }

  /// @param peer empty if there is no link
  /// @return empty if the link was not this attempt's
  Optional<List<TopologyAct>> linked(long number, Optional<Id> peer) {
    var finger = links.remove(number);
    if (finger == null) return Optional.empty();
    peer.ifPresent(
        each -> {
          if (finger == NEIGHBOUR) ring.add(each);
          else ring.finger(finger, each);
        });
    return Optional.of(links.isEmpty() && phase == Phase.LINKING ? ask() : List.of());
  }

  private List<TopologyAct> ask() {
    if (admitting == null || !ring.isMember(admitting)) {
      phase = Phase.FAILED;
      return List.of();
    }
    phase = Phase.ASKING;
    asked = numbers.getAsLong();
    var request = new Request.Join(self, Bytes.EMPTY);
    return List.of(new TopologyAct.Ask(asked, admitting, request));
  }
}
