// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.chord;

import dev.tocsin.reload.wire.chord.ChordUpdate;
import java.time.Duration;

/// The numbers of a Chord ring: the same for all of its peers.
///
/// @param fingers entry i, from 1, leads to the peer at 2^(128-i) from this one
/// @param neighbours that are kept on each side; of more than 15 only the nearest are told, for
///   that is what an update has room for
/// @param copies of each value beside the one at the responsible peer
public record ChordParameters(int fingers, int neighbours, int copies, Recovery recovery) {

  /// How a ring stays whole, and finds its way while it is not.
  ///
  /// @param isReactive whether a change is told to neighbours at once; otherwise with the next
  ///   periodic update (RFC 6940 §10.7.1)
  /// @param updateEvery how often neighbours are told, changed or not
  /// @param pingEvery how often a finger is checked
  /// @param isTurning whether a message that came past its place goes back to a nearer peer, if one
  ///   is known. By the letter of CH-3 it goes on around the ring, which ends in the limit of hops
  ///   where all successors of a peer died at once.
  /// @param isInTurn whether a peer tells its successor and looks after one more entry of its
  ///   tables at a time, each in its turn, and fills what is empty then, as in the Chord paper.
  ///   Otherwise it tells all at once (CH-13), checks fingers besides (CH-15), and fills what is
  ///   empty soon.
  public record Recovery(
      boolean isReactive,
      Duration updateEvery,
      Duration pingEvery,
      boolean isTurning,
      boolean isInTurn) {

    /// CH-13, CH-15.
    public static final Recovery DRAFT =
        new Recovery(true, Duration.ofMinutes(10), Duration.ofHours(1), false, false);

    public Recovery {
      if (!updateEvery.isPositive() || !pingEvery.isPositive()) {
        throw new IllegalArgumentException("every " + updateEvery + ", " + pingEvery);
      }
    }
  }

  /// chord-128-2-8 (CH-1).
  public static final ChordParameters DRAFT = new ChordParameters(8, 3, 2, Recovery.DRAFT);

  /// As many fingers as CHORD-RELOAD of RFC 6940 has at least.
  public static final ChordParameters RFC = DRAFT.withFingers(16);

  private static final int FINGERS_MAX = 128;
  private static final int NEIGHBOURS_MAX = 64;

  public ChordParameters {
    if (fingers < 0 || fingers > FINGERS_MAX) {
      throw new IllegalArgumentException(fingers + " fingers");
    }
    if (neighbours < 1 || neighbours > NEIGHBOURS_MAX) {
      throw new IllegalArgumentException(neighbours + " neighbours");
    }
    if (copies < 0 || copies > neighbours) throw new IllegalArgumentException(copies + " copies");
  }

  /// Neighbours on each side that an update names.
  int told() {
    return Math.min(neighbours, ChordUpdate.LIST_MAX);
  }

  public ChordParameters withFingers(int count) {
    return new ChordParameters(count, neighbours, copies, recovery);
  }

  public ChordParameters withNeighbours(int count) {
    return new ChordParameters(fingers, count, copies, recovery);
  }

  public ChordParameters withPeriods(Duration update, Duration ping) {
    return with(
        new Recovery(recovery.isReactive, update, ping, recovery.isTurning, recovery.isInTurn));
  }

  public ChordParameters periodic() {
    return with(
        new Recovery(
            false,
            recovery.updateEvery,
            recovery.pingEvery,
            recovery.isTurning,
            recovery.isInTurn));
  }

  public ChordParameters turning() {
    return with(
        new Recovery(
            recovery.isReactive,
            recovery.updateEvery,
            recovery.pingEvery,
            true,
            recovery.isInTurn));
  }

  public ChordParameters inTurn() {
    return with(
        new Recovery(
            recovery.isReactive,
            recovery.updateEvery,
            recovery.pingEvery,
            recovery.isTurning,
            true));
  }

  private ChordParameters with(Recovery other) {
    return new ChordParameters(fingers, neighbours, copies, other);
  }
}
