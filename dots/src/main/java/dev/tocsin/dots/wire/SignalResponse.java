// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire;

import java.util.List;
import java.util.OptionalLong;

/// An answer or notification of the signal channel.
///
/// @param maxAge seconds, 0 to 2^32-1
public record SignalResponse(ResponseCode code, Body body, OptionalLong maxAge) {

  public sealed interface Body {

    record Empty() implements Body {}

    /// 2.01, 2.04, 2.05 and 4.09 on mitigate.
    record Mitigations(List<MitigationStatus> all) implements Body {
      public Mitigations {
        all = List.copyOf(all);
      }
    }

    /// 2.05 on config.
    record Configuration(SessionConfig config) implements Body {}

    /// 5.03 with an alternate server (§4.6).
    ///
    /// @param addresses alt-server-record
    record Redirect(String altServer, List<String> addresses) implements Body {
      public Redirect {
        addresses = List.copyOf(addresses);
      }
    }

    /// RFC 7252 §5.5.2: a human-readable text, without a Content-Format.
    record Diagnostic(String text) implements Body {}
  }

  public static SignalResponse of(ResponseCode code) {
    return new SignalResponse(code, new Body.Empty(), OptionalLong.empty());
  }

  public static SignalResponse of(ResponseCode code, Body body) {
    return new SignalResponse(code, body, OptionalLong.empty());
  }

  /// RFC 9132 §9: a 4.xx or 5.xx says why.
  public static SignalResponse refusal(ResponseCode code, String reason) {
    return new SignalResponse(code, new Body.Diagnostic(reason), OptionalLong.empty());
  }
}
