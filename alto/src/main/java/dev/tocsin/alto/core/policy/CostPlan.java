// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.policy;

import java.util.List;
import java.util.OptionalDouble;

/// How costs of one metric come about: a weighted sum of what is known of a way, and what of it is
/// to be told.
///
/// @param preferences tried in order for each pair of PIDs
public record CostPlan(
    String metric, Weights weights, List<Preference> preferences, Disclosure disclosure) {

  /// @param igp sum of the link metrics on the way
  /// @param hops routers on the way
  /// @param asPath autonomous systems on the way, the mean of a PID's prefixes
  /// @param preference what the operator adds for a pair
  public record Weights(double igp, double hops, double asPath, double preference) {
    public Weights {
      for (double each : new double[] {igp, hops, asPath, preference}) {
        if (!(each >= 0) || Double.isInfinite(each)) {
          throw new IllegalArgumentException("expected weights of at least 0, found " + each);
        }
      }
    }

    /// Whether a way through the topology has to be known.
    boolean needsTopology() {
      return igp > 0 || hops > 0;
    }
  }

  /// @param src PID, or `*` for any
  /// @param dst PID, or `*` for any
  public record Preference(String src, String dst, double value) {
    boolean holds(String from, String to) {
      return (src.equals("*") || src.equals(from)) && (dst.equals("*") || dst.equals(to));
    }
  }

  /// What others shall not learn of the network.
  ///
  /// @param step costs are rounded to multiples of this; 0 to tell them as they are
  /// @param noise largest part of a cost that is added or taken away, 0 to 1
  /// @param seed of the noise, which stays the same from version to version: who could average over
  ///   many versions would learn what it hides
  /// @param rest cost from and to where no way is known; absent to leave such pairs out
  public record Disclosure(double step, double noise, long seed, OptionalDouble rest) {
    public static final Disclosure ALL = new Disclosure(0, 0, 0, OptionalDouble.empty());
  }

  public CostPlan {
    preferences = List.copyOf(preferences);
  }
}
