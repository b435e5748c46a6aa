// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.node;

import dev.tocsin.reload.core.forwarding.Verdict;
import java.util.EnumMap;
import java.util.Map;

/// What a node has seen, since it began.
public final class NodeFigures {

  long received;
  long forwarded;
  long sent;
  long sentBytes;
  long malformed;
  long unproved;
  long repeated;
  final Map<Verdict.Reason, Long> dropped = new EnumMap<>(Verdict.Reason.class);

  void dropped(Verdict.Reason reason) {
    dropped.merge(reason, 1L, Long::sum);
  }

  /// Messages and fragments that came.
  public long received() {
    return received;
  }

  /// Of these passed on.
  public long forwarded() {
    return forwarded;
  }

  /// Messages and fragments that went, passed on or its own.
  public long sent() {
    return sent;
  }

  public long sentBytes() {
    return sentBytes;
  }

  /// That could not be read.
  public long malformed() {
    return malformed;
  }

  /// Whose signature, or responder, was not right.
  public long unproved() {
    return unproved;
  }

  /// Requests that came again.
  public long repeated() {
    return repeated;
  }

  public long dropped(Verdict.Reason... reasons) {
    long all = 0;
    for (var reason : reasons) all += dropped.getOrDefault(reason, 0L);
    return all;
  }
}
