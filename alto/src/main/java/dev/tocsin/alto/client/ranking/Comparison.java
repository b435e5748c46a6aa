// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.ranking;

import dev.tocsin.alto.client.http.AltoClientException;
import dev.tocsin.alto.client.remote.RemoteAlto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Asks servers one after the other until one can guide. Without any the order that was given
/// holds, so that whoever asks always has an order (RFC 6708, AR 14).
public final class Comparison {

  private Comparison() {}

  private interface Attempt {
    Ranking rank() throws AltoClientException;
  }

  public static Ranking rank(RankQuery query, List<RemoteAlto> servers) {
    var failures = new ArrayList<String>();
    for (var server : servers) {
      for (var attempt : attempts(query, server)) {
        try {
          var ranking = attempt.rank();
          failures.addAll(ranking.notes());
          return new Ranking(ranking.order(), ranking.guide(), failures);
        } catch (AltoClientException e) {
          var message = String.valueOf(e.getMessage());
          if (!failures.contains(message)) failures.add(message);
        }
      }
    }
    if (servers.isEmpty()) failures.add("no server is known");
    return new Ranking(Ordering.given(query.candidates()), Optional.empty(), failures);
  }

  private static List<Attempt> attempts(RankQuery query, RemoteAlto server) {
    Attempt byServer = new ServerComparison(server, query)::rank;
    Attempt byMaps = new MapComparison(server, query)::rank;
    return switch (query.way()) {
      case ANY -> List.of(byServer, byMaps);
      case SERVER -> List.of(byServer);
      case MAPS -> List.of(byMaps);
    };
  }
}
