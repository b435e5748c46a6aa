// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.ranking;

import dev.tocsin.alto.client.directory.Resource;
import dev.tocsin.alto.client.http.AltoClientException;
import dev.tocsin.alto.client.http.AltoClientException.Kind;
import dev.tocsin.alto.wire.CostType;
import java.net.URI;
import java.util.List;
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
}
