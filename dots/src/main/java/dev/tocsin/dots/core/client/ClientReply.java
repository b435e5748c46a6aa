// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client;

import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.MitigationStatus;
import dev.tocsin.dots.wire.SessionConfig;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a command gets back.
public sealed interface ClientReply {

  /// The server granted it.
  record Granted(String label, List<MitigationStatus> parts) implements ClientReply {}

  record Done(String text) implements ClientReply {}

  /// @param code the server's, or absent when the agent itself refuses
  record Refused(Optional<String> code, String reason) implements ClientReply {}

  record Requests(List<RequestView> all) implements ClientReply {}

  record StatusChanged(RequestView request) implements ClientReply {}

  record Sessions(List<SessionView> all) implements ClientReply {}

  /// @param mids on the wire, one per part
  /// @param status last heard, one per part; empty before the first answer
  record RequestView(
      String label,
      List<Long> mids,
      MitigationRequest request,
      List<MitigationStatus> status,
      Optional<Instant> heard) {}

  /// @param state `connecting`, `open`, `silent` (heartbeats missing), `closing`
  record SessionView(
      int server,
      String address,
      TransportKind transport,
      String state,
      int missingHeartbeats,
      Optional<Instant> lastHeard,
      Optional<SessionConfig> config) {}
}
