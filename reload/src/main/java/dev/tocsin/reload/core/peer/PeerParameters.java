// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.peer;

import dev.tocsin.reload.wire.header.PeerAddress;
import java.time.Duration;
import java.util.List;

/// How a peer finds its overlay and stays in it.
///
/// @param role that it takes
/// @param configured whom to ask when nobody who is remembered answers
/// @param own addresses, where it does not look for others
/// @param isNamedByCertificate whether its certificate alone says which peer it is
public record PeerParameters(
    Role role,
    List<Contact> configured,
    List<PeerAddress> own,
    boolean isNamedByCertificate,
    Timing timing) {

  public PeerParameters {
    configured = List.copyOf(configured);
    own = List.copyOf(own);
  }

  public enum Role {
    PEER,
    /// Begins the overlay when it finds nobody.
    FOUNDER,
    /// Takes part through another peer, and neither routes nor stores.
    CLIENT
  }

  /// @param pace between two contacts that are tried in a search
  /// @param patience for a contact to say who it is
  /// @param searchMin from one search that found nobody to the next, at first
  /// @param searchMax after many of them
  /// @param lookEvery how often a peer looks whether somebody whom it knew is in another part of
  ///   the overlay
  /// @param rememberEvery how often the peers are noted that it is connected to (LP-6)
  public record Timing(
      Duration pace,
      Duration patience,
      Duration searchMin,
      Duration searchMax,
      Duration lookEvery,
      Duration rememberEvery) {

    public static final Timing DEFAULT =
        new Timing(
            Duration.ofMillis(500),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1));
  }
}
