// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.hostile;

import dev.tocsin.reload.core.node.Node;

/// What good peers saw and did while others were bad.
///
/// @param single look-ups with one FETCH
/// @param parallel the same with several at once, around the place
/// @param kept what good peers let in that nobody may store; none is right
/// @param tried requests of bad peers to store or remove at others' places
/// @param unproved messages to good peers whose author was not proved
/// @param most that any good peer held at a time, each figure by itself
public record HostileResult(
    Fetches single, Fetches parallel, Usurped kept, int tried, long unproved, Node.Held most) {

  /// Of two rings together.
  public HostileResult plus(HostileResult other) {
    return new HostileResult(
        single.plus(other.single),
        parallel.plus(other.parallel),
        kept.plus(other.kept),
        tried + other.tried,
        unproved + other.unproved,
        most(most, other.most));
  }

  static Node.Held most(Node.Held one, Node.Held other) {
    return new Node.Held(
        Math.max(one.links(), other.links()),
        Math.max(one.pending(), other.pending()),
        Math.max(one.answers(), other.answers()),
        Math.max(one.unproved(), other.unproved()),
        Math.max(one.fragmentBytes(), other.fragmentBytes()));
  }

  /// What became of look-ups.
  ///
  /// @param right the newest note came
  /// @param old an older one, which its owner has signed, too
  /// @param forged what no owner signed was believed; none is right
  public record Fetches(int all, int right, int old, int forged) {

    /// Share of all.
    public double success() {
      return all == 0 ? Double.NaN : (double) right / all;
    }

    Fetches plus(Fetches other) {
      return new Fetches(
          all + other.all, right + other.right, old + other.old, forged + other.forged);
    }
  }

  /// @param values that no owner made
  /// @param removals that no owner wanted
  /// @param returns to older values
  public record Usurped(int values, int removals, int returns) {
    public int all() {
      return values + removals + returns;
    }

    Usurped plus(Usurped other) {
      return new Usurped(values + other.values, removals + other.removals, returns + other.returns);
    }
  }
}
