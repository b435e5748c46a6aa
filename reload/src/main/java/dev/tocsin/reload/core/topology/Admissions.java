// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.topology;

import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Response;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Peers that ask to be let in, one after the other: each changes what the next one would be given.
public final class Admissions {

  private static final int WAITING_MAX = 64;

  public record Asked(long number, Id peer) {}

  private record Handing(long number, Id peer) {}

  private final Deque<Asked> waiting = new ArrayDeque<>();
  private @Nullable Handing handing;

  /// @return a refusal if too many wait
  public List<TopologyAct> ask(long number, Id peer) {
    if (waiting.size() < WAITING_MAX) {
      waiting.add(new Asked(number, peer));
      return List.of();
    }
    var why = Response.Failure.of(FailureCode.FORBIDDEN, "too many join");
    return List.of(new TopologyAct.Turn(number, why));
  }

  /// @return null if nobody waits, or another one is being let in
  public @Nullable Asked next() {
    return handing == null ? waiting.poll() : null;
  }

  /// A peer is given what it will be responsible for.
  public void hand(long number, Id peer) {
    handing = new Handing(number, peer);
  }

  /// @return the peer, if it was this one
  public Optional<Id> handed(long number) {
    if (handing == null || handing.number != number) return Optional.empty();
    var peer = handing.peer;
    handing = null;
    return Optional.of(peer);
  }

  /// @return whether the next one can be let in
  public boolean lost(Id peer) {
    if (handing == null || !handing.peer.equals(peer)) return false;
    handing = null;
    return true;
  }
}
