// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.ranking;

import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.Names;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Which of these is nearest?
///
/// @param source whose costs count; without it those of this machine, as the server sees it
/// @param candidates in the order that holds where nothing else tells them apart
/// @param metric such as `routingcost`
/// @param truncation of every address that a server is told
/// @param moment whose costs count, where a server has a calendar of them (RFC 8896); without it
///   those that the server tells as of now
public record RankQuery(
    Optional<Candidate> source,
    List<Candidate> candidates,
    String metric,
    Way way,
    Truncation truncation,
    Optional<Instant> moment) {

  private static final int CANDIDATES_MAX = 100_000;

  /// Who compares.
  public enum Way {
    /// The server, or this client if the server does not.
    ANY,
    /// The server, which learns the addresses (RFC 7285 §11.5).
    SERVER,
    /// This client, from maps: the server learns no address (RFC 7285 §15.4.2).
    MAPS
  }

  /// As of now.
  public RankQuery(
      Optional<Candidate> source,
      List<Candidate> candidates,
      String metric,
      Way way,
      Truncation truncation) {
    this(source, candidates, metric, way, truncation, Optional.empty());
  }

  public RankQuery {
    candidates = List.copyOf(candidates);
    if (candidates.isEmpty() || candidates.size() > CANDIDATES_MAX) {
      throw new IllegalArgumentException(
          "expected 1 to %d candidates, found %d".formatted(CANDIDATES_MAX, candidates.size()));
    }
    if (!Names.isCostMetric(metric)) {
      throw new IllegalArgumentException("'" + metric + "' is not the name of a cost metric");
    }
  }

  /// By routing cost, whoever compares.
  public static RankQuery of(List<Candidate> candidates) {
    return new RankQuery(
        Optional.empty(), candidates, CostType.ROUTING_COST, Way.ANY, Truncation.NONE);
  }
}
