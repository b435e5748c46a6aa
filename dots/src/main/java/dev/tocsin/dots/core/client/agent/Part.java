// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.agent;

import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.MitigationStatus;
import dev.tocsin.dots.wire.control.AclControl;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One mid on the wire: a wanted request, or a share of one that is too large for a datagram.
final class Part {

  final long mid;
  MitigationRequest request;

  /// It stood before a restart: any server may hold it, whatever was sent since.
  final boolean restored;

  /// Lists to be in force otherwise (RFC 9133); until a server has granted it, or could not.
  List<AclControl> acls = List.of();

  final Map<ServerLink, Delivery> deliveries = new HashMap<>();
  Optional<MitigationStatus> status = Optional.empty();
  Optional<Instant> heard = Optional.empty();

  Part(long mid, MitigationRequest request, boolean restored) {
    this.mid = mid;
    this.request = request;
    this.restored = restored;
  }

  /// What stands between this part and one server.
  static final class Delivery {

    /// Unsent → Asking ⇄ Granted; Asking → Resting → Asking; Asking → Refused. A lost mitigation
    /// goes from Granted back to Asking.
    sealed interface State {
      record Unsent(Instant since) implements State {}

      /// @param refreshing it was granted before and still is
      record Asking(Errand errand, boolean refreshing) implements State {}

      record Granted(Instant refresh) implements State {}

      /// @param until not to be sent again before
      record Resting(Instant until) implements State {}

      record Refused() implements State {}
    }

    State state;

    /// The running GET, or the observation that came of it.
    Optional<Errand> watch = Optional.empty();

    Optional<Session> watchedOn = Optional.empty();
    Instant askAt = Instant.MAX;
    Instant stragglersUntil = Instant.MIN;

    Delivery(Instant now) {
      state = new State.Unsent(now);
    }

    boolean isGranted() {
      return switch (state) {
        case State.Granted _ -> true;
        case State.Asking(_, var refreshing) -> refreshing;
        case State.Unsent _, State.Resting _, State.Refused _ -> false;
      };
    }

    /// Whether the server may know the mid.
    boolean isSent() {
      return !(state instanceof State.Unsent);
    }

    /// Whether copies of the PUT may still be under way.
    boolean hasStragglers(Instant now) {
      return switch (state) {
        case State.Asking _ -> true;
        case State.Granted _ -> now.isBefore(stragglersUntil);
        case State.Unsent _, State.Resting _, State.Refused _ -> false;
      };
    }

    void stop() {
      if (state instanceof State.Asking(var errand, _)) errand.cancel();
      watch.ifPresent(Errand::cancel);
      watch = Optional.empty();
      askAt = Instant.MAX;
    }
  }

  boolean isAsking() {
    return deliveries.values().stream()
        .anyMatch(
            each -> each.state instanceof Delivery.State.Asking(_, var refreshing) && refreshing);
  }

  boolean isGranted() {
    return deliveries.values().stream().anyMatch(Delivery::isGranted);
  }
}
