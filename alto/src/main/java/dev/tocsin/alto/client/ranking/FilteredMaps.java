// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.ranking;

import dev.tocsin.alto.client.cache.ResourceCache.Held;
import dev.tocsin.alto.client.directory.Resource;
import dev.tocsin.alto.client.http.AltoClientException;
import dev.tocsin.alto.client.http.AltoClientException.Kind;
import dev.tocsin.alto.client.maps.NamedCosts;
import dev.tocsin.alto.client.maps.PidMap;
import dev.tocsin.alto.client.remote.RemoteAlto;
import dev.tocsin.alto.client.remote.RemoteAlto.MapPair;
import dev.tocsin.alto.wire.answer.AltoAnswer;
import dev.tocsin.alto.wire.request.AltoRequest;
import dev.tocsin.alto.wire.request.CostQuery;
import dev.tocsin.base.net.Prefix;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A network map with as much of a cost map as is needed (RFC 7285 §11.3.2), for servers that have
/// the metric in no whole one: the server learns PIDs, no address.
final class FilteredMaps {

  private final RemoteAlto server;
  private final Resource network;
  private final Offer offer;
  private final CostQuery query;

  /// @param query asks for the costs
  FilteredMaps(RemoteAlto server, Resource network, Offer offer, CostQuery query) {
    this.query = query;
    this.server = server;
    this.network = network;
    this.offer = offer;
  }

  MapPair around(Prefix source, List<Prefix> candidates) throws AltoClientException {
    var first = server.networkMap(network);
    var costs = costs(first.value(), source, candidates);
    if (costs.networkMap().equals(first.value().versionTag())) return pair(first, costs);
    var second = server.networkMapAnew(network);
    costs = costs(second.value(), source, candidates);
    if (costs.networkMap().equals(second.value().versionTag())) return pair(second, costs);
    throw AltoClientException.of(
        Kind.UNREADABLE,
        "%s is about version %s of the network map, which has %s"
            .formatted(
                offer.resource().uri(),
                costs.networkMap().tag(),
                second.value().versionTag().tag()));
  }

  private static MapPair pair(Held<PidMap> network, AltoAnswer.CostMapAnswer costs) {
    return new MapPair(network.value(), NamedCosts.of(costs), network.outage());
  }

  private AltoAnswer.CostMapAnswer costs(PidMap map, Prefix source, List<Prefix> candidates)
      throws AltoClientException {
    var src = map.find(source).map(Set::of).orElse(Set.of());
    var dsts = new LinkedHashSet<String>();
    for (var each : candidates) map.find(each).ifPresent(dsts::add);
    // An empty list would mean all PIDs.
    if (src.isEmpty() || dsts.isEmpty()) {
      throw AltoClientException.of(
          Kind.NOT_OFFERED, "the network map does not cover the source, or no candidate");
    }
    var request = new AltoRequest.CostMapFilter(query, src, dsts);
    var answer = server.ask(offer.resource(), Optional.of(request)).answer();
    if (!(answer instanceof AltoAnswer.CostMapAnswer told)) {
      throw new IllegalStateException("the media type was checked");
    }
    offer.check(told.isMulti(), told.costs());
    return told;
  }
}
