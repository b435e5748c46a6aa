// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.ranking;

import dev.tocsin.alto.wire.CostType;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// All candidates, the best first. Guidance only: whoever chooses by it still looks whether the
/// chosen one answers (RFC 6708, AR 14).
///
/// @param order every candidate once
/// @param guide where the order comes from; empty if it is the given one
/// @param notes why it is no better, and what is to be known about it
public record Ranking(List<Ranked> order, Optional<Guide> guide, List<String> notes) {

  public Ranking {
    order = List.copyOf(order);
    notes = List.copyOf(notes);
  }

  /// @param place from 1; equal costs have equal places, and those without a cost the last one
  /// @param cost as the server told it
  /// @param pid where the client looked it up itself
  public record Ranked(int place, Candidate candidate, OptionalDouble cost, Optional<String> pid) {}

  /// @param directory whose server guides
  /// @param resource id of what told the costs
  /// @param isOffline whether the client compared by itself, from maps
  /// @param type of the costs
  /// @param source whose costs they are, as far as it is known
  public record Guide(
      URI directory, String resource, boolean isOffline, CostType type, Optional<String> source) {}

  public boolean isGuided() {
    return guide.isPresent();
  }
}
