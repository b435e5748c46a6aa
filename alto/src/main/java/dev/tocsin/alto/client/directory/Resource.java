// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.directory;

import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.directory.Directory;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// One information resource as a client finds it.
///
/// @param uri absolute
/// @param entry as its directory has it
/// @param costTypes that it offers, the names of its directory looked up
/// @param calendared those of them that it has calendars of (RFC 8896 §4.1)
public record Resource(
    String id,
    URI uri,
    Directory.Entry entry,
    List<CostType> costTypes,
    List<CostType> calendared) {

  // RFC 9439 §3.1: a routing cost has no source but the operator's own view.
  private static final String ESTIMATION = "estimation";

  public Resource {
    costTypes = List.copyOf(costTypes);
    calendared = List.copyOf(calendared);
  }

  public boolean is(String mediaType) {
    return entry.mediaType().equals(mediaType);
  }

  /// Whether it is had by GET.
  public boolean isWhole() {
    return entry.accepts().isEmpty();
  }

  public boolean hasCalendar(CostType type) {
    return calendared.stream().anyMatch(type::isLike);
  }

  /// @param mode `numerical` or `ordinal`
  public Optional<CostType> costType(String mode, String metric) {
    return costTypes.stream()
        .filter(each -> each.isLike(CostType.of(mode, metric)))
        .filter(each -> !isMisleading(each))
        .findFirst();
  }

  private static boolean isMisleading(CostType type) {
    return type.metric().equals(CostType.ROUTING_COST)
        && type.context().filter(each -> !each.source().equals(ESTIMATION)).isPresent();
  }
}
