// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.agent;

import dev.tocsin.dots.core.client.ClientChange;
import dev.tocsin.dots.core.client.ClientReply.RequestView;
import dev.tocsin.dots.core.client.CommandId;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.MitigationStatus;
import dev.tocsin.dots.wire.control.AclControl;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A request under its label, until it is withdrawn.
final class Wanted {

  final String label;
  MitigationRequest request;
  List<Part> parts;

  /// What an adjustment replaces; it is withdrawn once the new parts are granted.
  Optional<Wanted> replaced = Optional.empty();

  Optional<CommandId> waiting = Optional.empty();

  /// Mids that must be gone before these parts are sent: after a rollover the new ones are lower.
  List<Long> after = List.of();

  /// What was asked of lists with it (RFC 9133).
  List<AclControl> acls = List.of();

  /// When to ask again for what the server could not do with them.
  Instant controlAt = Instant.MAX;

  /// A detector's view of the attack.
  boolean detected;

  Wanted(String label, MitigationRequest request, List<Part> parts) {
    this.label = label;
    this.request = request;
    this.parts = parts;
  }

  /// RFC 9132 §4.4.1.1: waits at the server for a lost signal.
  boolean isPreconfigured() {
    return !request.triggerMitigation();
  }

  boolean isGranted() {
    return parts.stream().allMatch(Part::isGranted);
  }

  boolean isControlDue(Instant now) {
    return mayControl() && !now.isBefore(controlAt);
  }

  private boolean mayControl() {
    return waiting.isEmpty() && replaced.isEmpty();
  }

  Instant controlDeadline() {
    return mayControl() ? controlAt : Instant.MAX;
  }

  List<Long> mids() {
    return parts.stream().map(part -> part.mid).toList();
  }

  List<MitigationStatus> statuses() {
    return parts.stream().map(part -> part.status).flatMap(Optional::stream).toList();
  }

  boolean isAll(MitigationState state) {
    return parts.stream()
        .allMatch(
            part -> part.status.flatMap(MitigationStatus::state).filter(state::equals).isPresent());
  }

  /// RFC 9132 §4.5: "mitigation activity" is an immediate request, or a preconfigured one that a
  /// lost signal has started.
  boolean isMitigating() {
    return !isPreconfigured() || parts.stream().anyMatch(Wanted::isStarted);
  }

  private static boolean isStarted(Part part) {
    return part.status
        .flatMap(MitigationStatus::state)
        .filter(
            state ->
                switch (state) {
                  case IN_PROGRESS, SUCCESSFULLY_MITIGATED, EXCEEDED_CAPABILITY -> true;
                  case ATTACK_STOPPED, CLIENT_WITHDRAWN, TERMINATED, WITHDRAWN, SIGNAL_LOSS ->
                      false;
                })
        .isPresent();
  }

  ClientChange.PutWanted stored() {
    return new ClientChange.PutWanted(label, request, mids());
  }

  RequestView view() {
    var heard =
        parts.stream().map(part -> part.heard).flatMap(Optional::stream).max(Instant::compareTo);
    return new RequestView(label, mids(), request, statuses(), heard);
  }
}
