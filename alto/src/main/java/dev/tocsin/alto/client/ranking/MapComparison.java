// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.ranking;

import dev.tocsin.alto.client.directory.Closure;
import dev.tocsin.alto.client.directory.Resource;
import dev.tocsin.alto.client.http.AltoClientException;
import dev.tocsin.alto.client.http.AltoClientException.Kind;
import dev.tocsin.alto.client.maps.PidMap;
import dev.tocsin.alto.client.ranking.Ranking.Guide;
import dev.tocsin.alto.client.remote.RemoteAlto;
import dev.tocsin.alto.client.remote.RemoteAlto.MapPair;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.base.net.Prefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// This client compares, from a network map and a cost map: the server learns no address.
final class MapComparison {

  private final RemoteAlto server;
  private final RankQuery query;

  MapComparison(RemoteAlto server, RankQuery query) {
    this.server = server;
    this.query = query;
  }

  Ranking rank() throws AltoClientException {
    var source = source();
    var directory = server.directory();
    var offer = offer(directory);
    var told = maps(directory, offer, source);
    var maps =
        query
            .moment()
            .map(now -> new MapPair(told.network(), told.costs().at(now), told.outage()))
            .orElse(told);
    var src = pid(maps.network(), source);
    var order =
        Ordering.of(
            query.candidates(),
            maps.costs().type(),
            candidate -> {
              var pid = maps.network().find(candidate.prefix());
              var cost = pid.map(dst -> maps.costs().cost(src, dst));
              return new Ordering.Known(cost.orElse(OptionalDouble.empty()), pid);
            });
    if (order.stream().allMatch(each -> each.cost().isEmpty())) {
      throw AltoClientException.of(
          Kind.NOT_OFFERED, offer.resource().uri() + " has no cost of any candidate");
    }
    var guide =
        new Guide(
            server.uri(),
            offer.resource().id(),
            true,
            maps.costs().type(),
            Optional.of(Candidate.typed(source).text()));
    var notes = notes(maps, source);
    notes.addAll(offer.notes(query, maps.costs().table()));
    return new Ranking(order, Optional.of(guide), notes);
  }

  private List<String> notes(MapPair maps, Prefix source) {
    var notes = new ArrayList<String>(maps.network().notes());
    maps.outage().ifPresent(each -> notes.add("from maps of before: " + each.getMessage()));
    // RFC 6708, AR 26: only the server would know what this machine's address becomes on its way.
    if (query.source().isEmpty() && source.address().isSiteLocalAddress()) {
      notes.add(
          "the source is this machine's private address %s, which may not be what the network sees"
              .formatted(source.address().getHostAddress()));
    }
    return notes;
  }

  private Prefix source() throws AltoClientException {
    return query
        .source()
        .map(Candidate::prefix)
        .or(server::ownAddress)
        .orElseThrow(
            () ->
                AltoClientException.of(
                    Kind.UNREACHABLE,
                    server.uri()
                        + ": no source was given, and no way there gives this machine one"));
  }

  private static String pid(PidMap network, Prefix source) throws AltoClientException {
    return network
        .find(source)
        .orElseThrow(
            () ->
                AltoClientException.of(
                    Kind.NOT_OFFERED, "the network map does not cover the source " + source));
  }

  private Offer offer(Closure directory) throws AltoClientException {
    var wanted = directory.defaultNetworkMap();
    // The default network map is the one that the server has for those who do not choose.
    Comparator<Resource> byMap =
        Comparator.comparing(each -> !wanted.equals(each.entry().uses().stream().findFirst()));
    return Offer.of(
        directory
            .of(MediaTypes.COST_MAP)
            .filter(each -> network(directory, each).isPresent())
            .sorted(
                byMap
                    .thenComparing(each -> !hasCalendar(each))
                    .thenComparing(each -> !each.isWhole())),
        server.uri(),
        "cost map",
        query.metric());
  }

  private boolean hasCalendar(Resource costs) {
    return query.moment().isPresent()
        && costs.calendared().stream().anyMatch(each -> each.metric().equals(query.metric()));
  }

  // RFC 7285 §11.2.3.5: a cost map uses exactly one network map.
  private static Optional<Resource> network(Closure directory, Resource costs) {
    var uses = costs.entry().uses();
    if (uses.size() != 1) return Optional.empty();
    return Optional.ofNullable(directory.resources().get(uses.getFirst()))
        .filter(each -> each.is(MediaTypes.NETWORK_MAP) && each.isWhole());
  }

  private MapPair maps(Closure directory, Offer offer, Prefix source) throws AltoClientException {
    var network = network(directory, offer.resource()).orElseThrow();
    if (offer.resource().isWhole()) return server.maps(network, offer.resource());
    return new FilteredMaps(server, network, offer, offer.query(query))
        .around(source, query.candidates().stream().map(Candidate::prefix).toList());
  }
}
