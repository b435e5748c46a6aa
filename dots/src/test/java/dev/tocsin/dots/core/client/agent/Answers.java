// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.agent;

import dev.tocsin.dots.wire.ConflictCause;
import dev.tocsin.dots.wire.ConflictInformation;
import dev.tocsin.dots.wire.Counters;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.MitigationStatus;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.SignalResponse;
import dev.tocsin.dots.wire.SignalResponse.Body;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What a server would say.
final class Answers {

  private Answers() {}

  static SignalResponse created(long mid, long lifetime) {
    return mitigations(ResponseCode.CREATED, MitigationStatus.granted(mid, lifetime));
  }

  static SignalResponse content(long mid, long lifetime, MitigationState state) {
    return mitigations(ResponseCode.CONTENT, status(mid, lifetime, Optional.of(state), null));
  }

  static SignalResponse conflict(ConflictCause cause, OptionalLong retrySeconds) {
    var information =
        new ConflictInformation(
            Optional.empty(),
            Optional.of(cause),
            retrySeconds,
            Optional.empty(),
            OptionalLong.empty(),
            List.of());
    var status =
        new MitigationStatus(
            OptionalLong.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.empty(),
            Optional.of(information),
            Counters.UNKNOWN);
    return mitigations(ResponseCode.CONFLICT, status);
  }

  static SignalResponse redirect(String name, long maxAge, String... addresses) {
    return new SignalResponse(
        ResponseCode.SERVICE_UNAVAILABLE,
        new Body.Redirect(name, List.of(addresses)),
        OptionalLong.of(maxAge));
  }

  static SignalResponse unavailable(long maxAge) {
    return new SignalResponse(
        ResponseCode.SERVICE_UNAVAILABLE, new Body.Diagnostic("full"), OptionalLong.of(maxAge));
  }

  static SignalResponse deleted() {
    return SignalResponse.of(ResponseCode.DELETED);
  }

  private static MitigationStatus status(
      long mid,
      long lifetime,
      Optional<MitigationState> state,
      @org.jspecify.annotations.Nullable ConflictInformation conflict) {
    return new MitigationStatus(
        OptionalLong.of(mid),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.of(lifetime),
        OptionalLong.empty(),
        state,
        Optional.ofNullable(conflict),
        Counters.UNKNOWN);
  }

  private static SignalResponse mitigations(ResponseCode code, MitigationStatus status) {
    return SignalResponse.of(code, new Body.Mitigations(List.of(status)));
  }
}
