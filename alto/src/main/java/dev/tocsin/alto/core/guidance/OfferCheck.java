// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.guidance;

import dev.tocsin.alto.wire.AltoError;
import dev.tocsin.alto.wire.AltoRefusedException;
import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.request.CostQuery;
import java.util.List;

/// Whether a request stays within what its resource offers.
final class OfferCheck {

  private static final String TYPE = "cost-type";
  private static final String MULTI = "multi-cost-types";
  private static final String TESTABLE = "testable-cost-types";

  private OfferCheck() {}

  /// @throws AltoRefusedException with the element that asks for too much
  static void check(CostQuery query, CostOffer offer) {
    if (query.isMulti()) several(query, offer);
    else single(query.types().getFirst(), offer);
    tested(query, offer);
  }

  // RFC 7285 §8.5.2 shows which field is named.
  private static void single(CostType type, CostOffer offer) {
    if (offer.offers(type)) return;
    boolean isMetricKnown =
        offer.types().stream().anyMatch(each -> each.metric().equals(type.metric()));
    throw isMetricKnown
        ? invalid(TYPE + "/cost-mode", type.mode())
        : invalid(TYPE + "/cost-metric", type.metric());
  }

  // RFC 8189 §4.1.2
  private static void several(CostQuery query, CostOffer offer) {
    if (offer.typesMax() == 0) throw new AltoRefusedException(AltoError.missing(TYPE));
    if (query.types().size() > offer.typesMax()) {
      throw invalid(MULTI, query.types().size() + " cost types");
    }
    for (var type : query.types()) {
      if (!offer.offers(type)) throw invalid(MULTI, type.mode() + " " + type.metric());
    }
  }

  private static void tested(CostQuery query, CostOffer offer) {
    boolean hasTests = !query.anyOf().isEmpty();
    for (var type : query.testable().orElse(List.of())) {
      if (!offer.canTest(type)) throw invalid(TESTABLE, type.mode() + " " + type.metric());
    }
    if (!hasTests) return;
    var field = query.isOr() ? "or-constraints" : "constraints";
    // RFC 8189 §4.1.2: "or-constraints" belongs to what this RFC adds.
    if (query.isOr() && offer.typesMax() == 0) throw invalid(field, "not supported");
    for (var group : query.anyOf()) {
      for (var test : group) {
        var type = query.tested().get(test.index());
        if (!offer.canTest(type)) throw invalid(field, "on " + type.mode() + " " + type.metric());
      }
    }
  }

  private static AltoRefusedException invalid(String field, String value) {
    return new AltoRefusedException(AltoError.value(field, value));
  }
}
