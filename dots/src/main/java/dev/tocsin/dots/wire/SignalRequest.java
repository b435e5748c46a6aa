// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire;

import dev.tocsin.dots.wire.control.AclControl;
import java.util.List;
import java.util.OptionalLong;

/// A request of the signal channel (RFC 9132 §4), whoever sends it. A `cdid` that a client sends is
/// dropped when the path is read: only server-domain gateways set it.
public sealed interface SignalRequest {

  /// RFC 7641 §2.
  enum Observe {
    NO,
    REGISTER,
    DEREGISTER
  }

  /// PUT mitigate (§4.4.1): new, or the refresh of the same mid.
  ///
  /// @param acls lists to be in force otherwise from now on (RFC 9133); no part of what is repeated
  record Mitigate(String cuid, long mid, MitigationRequest request, List<AclControl> acls)
      implements SignalRequest {
    public Mitigate {
      acls = List.copyOf(acls);
    }

    public Mitigate(String cuid, long mid, MitigationRequest request) {
      this(cuid, mid, request, List.of());
    }
  }

  /// PUT mitigate with an empty If-Match (§4.4.3). It repeats the request that it refers to.
  ///
  /// @param lifetimeSeconds absent: what was granted goes on unchanged. RFC 9132 calls the
  ///   attribute mandatory and leaves it out in its own Figure 16, so it is not insisted on here;
  ///   what we send ourselves has it
  record UpdateEfficacy(
      String cuid,
      long mid,
      Scope scope,
      OptionalLong lifetimeSeconds,
      boolean triggerMitigation,
      AttackStatus attackStatus)
      implements SignalRequest {
    public UpdateEfficacy {
      lifetimeSeconds.ifPresent(MitigationRequest::checkLifetime);
    }
  }

  /// GET mitigate (§4.4.2), one mitigation or all of the client's.
  record Retrieve(String cuid, OptionalLong mid, ContentFilter content, Observe observe)
      implements SignalRequest {}

  /// DELETE mitigate (§4.4.4).
  record Withdraw(String cuid, long mid) implements SignalRequest {}

  /// GET config (§4.5.1).
  record RetrieveConfig(OptionalLong sid, Observe observe) implements SignalRequest {}

  /// PUT config (§4.5.2).
  record Configure(long sid, SessionConfig config) implements SignalRequest {}

  /// DELETE config (§4.5.4).
  record ResetConfig(OptionalLong sid) implements SignalRequest {}

  /// PUT hb (§4.7).
  record Heartbeat(boolean peerHbStatus) implements SignalRequest {}
}
