// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim;

import dev.tocsin.reload.core.chord.ChordParameters;
import dev.tocsin.sim.Conditions;
import java.time.Duration;

/// What a simulated overlay is like.
///
/// @param peers at the start
/// @param start how the ring comes to be
/// @param network between any two peers
/// @param churn who goes, and who sees it
/// @param load what is asked of the overlay
public record RingSettings(
    int peers, Shape shape, Start start, Conditions network, Churn churn, Load load) {

  /// How the ring comes to be.
  public enum Start {
    /// Everybody knows whom he should.
    SETTLED,
    /// Peers join, many at a time.
    JOINED
  }

  /// For each peer that dies another one joins.
  ///
  /// @param session mean time that a peer stays, exponentially distributed; zero if none goes
  public record Churn(Duration session, Sight sight) {

    public static final Churn NONE = new Churn(Duration.ZERO, Sight.LINKS);

    /// Who sees that a peer is gone.
    public enum Sight {
      /// Everybody who is linked to it, after 3 s: what links judge by keepalives.
      LINKS,
      /// The peers before and behind it at once, as if it had said goodbye to these two; anybody
      /// else 500 ms after he sent something to it. So it is in the Chord paper.
      SENDERS
    }

    boolean isCalm() {
      return session.isZero();
    }
  }

  /// Look-ups of random places by random peers.
  ///
  /// @param lookups in all
  /// @param during they are spread evenly over this time
  public record Load(int lookups, Duration during) {}

  public RingSettings {
    if (peers < 1) throw new IllegalArgumentException(peers + " peers");
  }

  /// The draft's ring, settled, in a network without faults.
  public static RingSettings settled(int peers, int lookups) {
    return new RingSettings(
        peers,
        Shape.DRAFT,
        Start.SETTLED,
        Conditions.CALM,
        Churn.NONE,
        new Load(lookups, Duration.ofSeconds(10)));
  }

  public RingSettings with(ChordParameters other) {
    return with(new Shape.Chord(other));
  }

  public RingSettings with(Shape other) {
    return new RingSettings(peers, other, start, network, churn, load);
  }

  public RingSettings with(Start other) {
    return new RingSettings(peers, shape, other, network, churn, load);
  }

  public RingSettings with(Conditions other) {
    return new RingSettings(peers, shape, start, other, churn, load);
  }

  public RingSettings with(Load other) {
    return new RingSettings(peers, shape, start, network, churn, other);
  }

  /// @param mean time that a peer stays
  public RingSettings churning(Duration mean) {
    return with(new Churn(mean, Churn.Sight.LINKS));
  }

  public RingSettings with(Churn other) {
    return new RingSettings(peers, shape, start, network, other, load);
  }
}
