// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim;

import java.util.List;

/// What a run showed.
///
/// @param peers at the end
/// @param hops of the look-ups that came to the right peer
/// @param millis that these took, there and back
/// @param joined how long peers took to join, in seconds
/// @param traffic of the whole run
public record RingResult(
    int peers, Figures hops, Figures millis, Lookups lookups, Figures joined, Traffic traffic) {

  /// @param all that were made
  /// @param failed nobody answered, or another than the one that is responsible
  /// @param wrong of these: another one answered
  /// @param success share of each part of the run, in order; NaN where nobody asked
  public record Lookups(int all, int failed, int wrong, List<Double> success) {

    public Lookups {
      success = List.copyOf(success);
    }

    /// Share of all.
    public double successes() {
      return all == 0 ? Double.NaN : 1 - (double) failed / all;
    }
  }

  /// @param seconds of virtual time that it covers
  /// @param bytesPerSecond of each peer that is there at the end: what it sent
  /// @param forwarded by each of these: messages of others
  public record Traffic(
      long messages, long bytes, double seconds, Figures bytesPerSecond, Figures forwarded) {

    /// What a peer sent, in bytes per second.
    public double bytesPerPeerSecond(int peers) {
      return bytes / seconds / peers;
    }
  }
}
