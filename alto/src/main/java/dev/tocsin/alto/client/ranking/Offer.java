// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.ranking;

import dev.tocsin.alto.client.directory.Resource;
import dev.tocsin.alto.client.http.AltoClientException;
import dev.tocsin.alto.client.http.AltoClientException.Kind;
import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.answer.CostTable;
import dev.tocsin.alto.wire.request.CostQuery;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A resource with costs of the metric that is wanted, and which of its cost types has them.
record Offer(Resource resource, CostType type) {

  // Numbers before mere places; a client does not ask for a mode that it does not know (RFC 6708,
  // AR 17).
  private static final List<String> MODES = List.of(CostType.NUMERICAL, CostType.ORDINAL);

  /// @param resources the best first, if all else is equal
  /// @throws AltoClientException if there is none
  static Offer of(Stream<Resource> resources, URI directory, String what, String metric)
      throws AltoClientException {
    var all = resources.toList();
    for (var mode : MODES) {
      for (var each : all) {
        var type = each.costType(mode, metric);
        if (type.isPresent()) return new Offer(each, type.get());
      }
    }
    throw AltoClientException.of(
        Kind.NOT_OFFERED, directory + " offers no " + what + " of '" + metric + "'");
  }

  /// What to ask for.
  CostQuery query(RankQuery query) {
    // RFC 8896 §5.1.1: not sent to a resource without calendars.
    boolean isCalendared = query.moment().isPresent() && resource.hasCalendar(type);
    return new CostQuery(
        List.of(type),
        false,
        Optional.empty(),
        List.of(),
        false,
        isCalendared ? List.of(true) : List.of());
  }

  /// What is to be known of costs that were told: whether they are those of the moment that counts.
  List<String> notes(RankQuery query, CostTable told) {
    if (query.moment().isEmpty()) return List.of();
    var moment = query.moment().get();
    var calendar = told.calendars().get(0);
    if (calendar == null) return List.of(resource.id() + " has no calendar: costs as of now");
    return calendar.attributes().holdsAt(moment)
        ? List.of()
        : List.of(resource.id() + " has a calendar that says nothing sure of " + moment);
  }

  /// RFC 7285 §11.2.3.6, §11.5.1.6: an answer says what its costs are.
  ///
  /// @throws AltoClientException if they are others than were asked for
  void check(boolean isMulti, CostTable told) throws AltoClientException {
    if (!isMulti && told.types().getFirst().isLike(type)) return;
    var types = told.types().stream().map(Offer::words).collect(Collectors.joining(", "));
    throw AltoClientException.of(
        Kind.UNREADABLE,
        "%s tells %s costs, not %s as asked".formatted(resource.uri(), types, words(type)));
  }

  private static String words(CostType type) {
    return type.mode() + " " + type.metric();
  }
}
