// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.forwarding;

/// What a peer is ready to do with messages of others.
///
/// @param compressFrom via lists that would get longer are replaced by a private id; {@link
///   #NEVER} if none are
public record ForwardingPolicy(Manner manner, int compressFrom) {

  public static final int NEVER = Integer.MAX_VALUE;

  public static final ForwardingPolicy DEFAULT = new ForwardingPolicy(Manner.ANY, NEVER);

  /// Ways of routing that are offered.
  public enum Manner {
    ANY,
    RECURSIVE_ONLY,
    ITERATIVE_ONLY
  }

  public ForwardingPolicy {
    if (compressFrom < 1) throw new IllegalArgumentException("compress from " + compressFrom);
  }
}
