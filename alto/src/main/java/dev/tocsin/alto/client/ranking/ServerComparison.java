// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.ranking;

import dev.tocsin.alto.client.http.AltoClientException;
import dev.tocsin.alto.client.http.AltoClientException.Kind;
import dev.tocsin.alto.client.maps.NamedCosts;
import dev.tocsin.alto.client.ranking.Ranking.Guide;
import dev.tocsin.alto.client.remote.RemoteAlto;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.TypedAddress;
import dev.tocsin.alto.wire.answer.AltoAnswer;
import dev.tocsin.alto.wire.request.AltoRequest;
import dev.tocsin.base.net.Prefix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/// The server compares (RFC 7285 §11.5): one request for all candidates.
final class ServerComparison {

  private final RemoteAlto server;
  private final RankQuery query;

  ServerComparison(RemoteAlto server, RankQuery query) {
    this.server = server;
    this.query = query;
  }

  Ranking rank() throws AltoClientException {
    var services = server.directory().of(MediaTypes.ENDPOINT_COST).filter(r -> !r.isWhole());
    var chosen = Offer.of(services, server.uri(), "endpoint costs", query.metric());
    var told = ask(chosen);
    var costs = query.moment().map(told::at).orElse(told);
    var src = source(costs);
    var names = spelled(costs.dsts());
    Function<Candidate, OptionalDouble> cost =
        candidate ->
            src.flatMap(
                    row ->
                        Optional.ofNullable(names.get(told(candidate)))
                            .map(dst -> costs.cost(row, dst)))
                .orElse(OptionalDouble.empty());
    var order =
        Ordering.of(
            query.candidates(),
            costs.type(),
            candidate -> new Ordering.Known(cost.apply(candidate), Optional.empty()));
    if (order.stream().allMatch(each -> each.cost().isEmpty())) {
      throw AltoClientException.of(
          Kind.NOT_OFFERED, chosen.resource().uri() + " knows no cost of any candidate");
    }
    var guide = new Guide(server.uri(), chosen.resource().id(), false, costs.type(), src);
    return new Ranking(order, Optional.of(guide), chosen.notes(query, costs.table()));
  }

  private NamedCosts ask(Offer offer) throws AltoClientException {
    var costs = offer.query(query);
    var srcs = query.source().map(each -> Candidate.typed(told(each))).map(List::of);
    var dsts =
        query.candidates().stream().map(this::told).distinct().map(Candidate::typed).toList();
    var request = new AltoRequest.EndpointCosts(costs, srcs.orElse(List.of()), dsts);
    var answer = server.ask(offer.resource(), Optional.of(request)).answer();
    if (!(answer instanceof AltoAnswer.EndpointCostAnswer told)) {
      throw new IllegalStateException("the media type was checked");
    }
    offer.check(told.isMulti(), told.costs());
    return NamedCosts.of(told);
  }

  private Prefix told(Candidate candidate) {
    return query.truncation().of(candidate.prefix());
  }

  /// The row of the source, or the only one if the server knows better who asks.
  private Optional<String> source(NamedCosts costs) {
    return query
        .source()
        .map(each -> Optional.ofNullable(spelled(costs.srcs()).get(told(each))))
        .orElseGet(
            () ->
                costs.srcs().size() == 1 ? Optional.of(costs.srcs().getFirst()) : Optional.empty());
  }

  // Servers may spell an address in another way than the request.
  private static Map<Prefix, String> spelled(List<String> names) {
    var spelled = new HashMap<Prefix, String>();
    for (var name : names) {
      TypedAddress.parse(name).ifPresent(each -> spelled.putIfAbsent(each.prefix(), name));
    }
    return spelled;
  }
}
