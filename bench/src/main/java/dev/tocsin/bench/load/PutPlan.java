// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load;

import java.util.function.IntFunction;

/// What the sessions put.
///
/// @param sessions clients of the server, each with a socket of its own
/// @param outstanding requests of one session that wait for an answer at any time
/// @param message the request of a session, by its number
/// @param mids which mitigation each request is about
public record PutPlan(int sessions, int outstanding, IntFunction<PutMessage> message, Mids mids) {

  /// Which mitigation the n-th request of a session is about.
  public interface Mids {
    /// @param n counted from 0
    long mid(long n);
  }

  /// Half of the requests are new mitigations, half refresh the one before.
  public static Mids halfNew(long first) {
    return n -> PutMessage.MID_FIRST + first + n / 2;
  }

  /// The same few mitigations are refreshed again and again.
  public static Mids refreshing(long first, int count) {
    return n -> PutMessage.MID_FIRST + first + n % count;
  }

  /// Mitigation requests to a DOTS server.
  public static PutPlan mitigations(int sessions, int outstanding, Mids mids) {
    return new PutPlan(sessions, outstanding, PutMessage::mitigate, mids);
  }

  /// The same bytes to a resource of a server that knows nothing of DOTS.
  public static PutPlan toResource(String resource, int sessions, int outstanding, Mids mids) {
    return new PutPlan(sessions, outstanding, session -> PutMessage.to(resource, session), mids);
  }
}
