// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.stream;

import dev.tocsin.alto.core.service.Service;
import dev.tocsin.alto.io.edition.Edition;
import dev.tocsin.alto.io.edition.Questions.Question;
import dev.tocsin.alto.wire.answer.AltoAnswer;
import java.util.Optional;

/// A substream: a resource whose changes a client wants to hear of (RFC 8895 §6.5).
///
/// @param question what was asked of a resource that is had by POST
/// @param incremental whether patches are wanted
/// @param tag of the version that the client has
record Subscription(
    String substream,
    String resource,
    Service service,
    Optional<Question> question,
    boolean incremental,
    Optional<String> tag) {

  /// Whether everybody is told the same.
  boolean isShared() {
    return question.isEmpty();
  }

  AltoAnswer answer(Edition edition) {
    return question
        .map(asked -> asked.answer(edition.guidance()))
        .or(() -> edition.answer(service))
        .orElseThrow(() -> new IllegalStateException("no " + resource + " is published"));
  }

  /// RFC 8895 §6.5: of the resources that are had by GET only network maps have a tag of their own.
  boolean hasCurrent(Edition edition) {
    return tag.isPresent()
        && isShared()
        && answer(edition) instanceof AltoAnswer.NetworkMapAnswer map
        && map.versionTag().tag().equals(tag.get());
  }

  /// RFC 8895 §6.7.1: what others depend on is told first.
  int rank() {
    return switch (service) {
      case Service.WholeNetworkMap _ -> 0;
      case Service.FilteredNetworkMap _ -> 1;
      case Service.WholePropertyMap _, Service.FilteredPropertyMap _ -> 2;
      case Service.WholeCostMap _, Service.FilteredCostMap _ -> 2;
      case Service.EndpointCosts _, Service.EndpointProperties _ -> 2;
      case Service.UpdateStream _ -> throw new IllegalStateException("a stream of streams");
    };
  }
}
