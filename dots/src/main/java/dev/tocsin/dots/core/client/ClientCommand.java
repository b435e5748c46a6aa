// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client;

import dev.tocsin.dots.wire.AttackStatus;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.SessionConfig;
import dev.tocsin.dots.wire.control.AclControl;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What an operator, a detector or a trigger asks of the agent.
public sealed interface ClientCommand {

  /// @param label names the request for people and for later commands; unique among those active
  /// @param acls lists of the data channel to be in force otherwise (RFC 9133); with some, the
  ///   label may be that of an active request, which is asked for anew with them
  record Mitigate(String label, MitigationRequest request, List<AclControl> acls)
      implements ClientCommand {
    public Mitigate {
      acls = List.copyOf(acls);
    }

    public Mitigate(String label, MitigationRequest request) {
      this(label, request, List.of());
    }
  }

  /// Starts a request that stands under this name in the configuration.
  record MitigateNamed(String name) implements ClientCommand {}

  /// Replaces scope or lifetime of an active request.
  record Adjust(String label, Optional<Scope> scope, OptionalLong lifetimeSeconds)
      implements ClientCommand {}

  record Efficacy(String label, AttackStatus status) implements ClientCommand {}

  record Withdraw(String label) implements ClientCommand {}

  /// All requests with their last status.
  record ListRequests() implements ClientCommand {}

  /// Every status change from now on, until {@link ClientInput.CommandCancelled}.
  record Watch() implements ClientCommand {}

  /// Sessions, their transport, heartbeats and configuration.
  record ShowSessions() implements ClientCommand {}

  /// Negotiates session parameters (RFC 9132 §4.5.2); absent resets them (§4.5.4).
  record Configure(Optional<SessionConfig> config) implements ClientCommand {}
}
