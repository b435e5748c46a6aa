// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.alto;

import dev.tocsin.alto.client.directory.Resource;
import dev.tocsin.alto.client.ranking.Candidate;
import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.TypedAddress;
import dev.tocsin.alto.wire.request.AltoRequest;
import dev.tocsin.alto.wire.request.CostQuery;
import dev.tocsin.alto.wire.request.CostTest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What of a resource is wanted. Which options a resource takes follows from its media type.
final class GetFilter {

  private static final Set<String> OF_COSTS =
      Set.of("--source", "--destination", "--metric", "--mode", "--constraint", "--calendar");

  @Option(
      names = "--pid",
      split = ",",
      paramLabel = "PID",
      description = "Of a filtered network map: these PIDs (default: all).")
  private List<String> pids = new ArrayList<>();

  @Option(
      names = "--address-type",
      split = ",",
      paramLabel = "TYPE",
      description = "Of a filtered network map: ipv4, ipv6 (default: all).")
  private List<String> types = new ArrayList<>();

  @Option(
      names = "--source",
      split = ",",
      paramLabel = "FROM",
      description =
          "Of a filtered cost map: PIDs (default: all); of endpoint costs: addresses (default: this"
              + " machine).")
  private List<String> sources = new ArrayList<>();

  @Option(
      names = "--destination",
      split = ",",
      paramLabel = "TO",
      description = "The same, for the other side.")
  private List<String> destinations = new ArrayList<>();

  @Option(names = "--metric", paramLabel = "NAME", description = "Of costs (default: routingcost).")
  @Nullable
  private String metric;

  @Option(
      names = "--mode",
      paramLabel = "NAME",
      description = "Of costs: numerical or ordinal (default: what there is, numerical first).")
  @Nullable
  private String mode;

  @Option(
      names = "--constraint",
      paramLabel = "'OP VALUE'",
      description = "Costs that meet it only; op is gt, lt, ge, le or eq. May be repeated.")
  private List<String> constraints = new ArrayList<>();

  @Option(
      names = "--calendar",
      description = "Of costs: interval by interval, where the resource has them so.")
  private boolean calendar;

  @Option(
      names = "--endpoint",
      split = ",",
      paramLabel = "ADDRESS",
      description = "Whose properties.")
  private List<String> endpoints = new ArrayList<>();

  @Option(
      names = "--property",
      split = ",",
      paramLabel = "NAME",
      description = "Which properties (default: all that the resource has).")
  private List<String> properties = new ArrayList<>();

  @Option(
      names = "--entity",
      split = ",",
      paramLabel = "ENTITY",
      description = "Of a filtered property map, such as ipv4:192.0.2.0/24 (default: all).")
  private List<String> entities = new ArrayList<>();

  /// @return empty for a resource that is had whole
  /// @throws IllegalArgumentException if the options are not for this resource
  Optional<AltoRequest> request(Resource resource) {
    var accepts = resource.entry().accepts();
    if (accepts.isEmpty()) {
      refuseOthers(resource, Set.of());
      return Optional.empty();
    }
    return Optional.of(
        switch (accepts.get()) {
          case MediaTypes.NETWORK_MAP_FILTER -> networkMap(resource);
          case MediaTypes.COST_MAP_FILTER -> costMap(resource);
          case MediaTypes.ENDPOINT_COST_PARAMETERS -> endpointCosts(resource);
          case MediaTypes.ENDPOINT_PROPERTY_PARAMETERS -> endpointProperties(resource);
          case MediaTypes.PROPERTY_MAP_PARAMETERS -> propertyMap(resource);
          default ->
              throw new IllegalArgumentException(
                  "'%s' wants %s, which this command cannot make"
                      .formatted(resource.id(), accepts.get()));
        });
  }

  private void refuseOthers(Resource resource, Set<String> taken) {
    var given = new LinkedHashSet<String>();
    if (!pids.isEmpty()) given.add("--pid");
    if (!types.isEmpty()) given.add("--address-type");
    if (!sources.isEmpty()) given.add("--source");
    if (!destinations.isEmpty()) given.add("--destination");
    if (metric != null) given.add("--metric");
    if (mode != null) given.add("--mode");
    if (!constraints.isEmpty()) given.add("--constraint");
    if (calendar) given.add("--calendar");
    if (!endpoints.isEmpty()) given.add("--endpoint");
    if (!properties.isEmpty()) given.add("--property");
    if (!entities.isEmpty()) given.add("--entity");
    given.removeAll(taken);
    if (given.isEmpty()) return;
    throw new IllegalArgumentException(
        "'%s' (%s) takes %s, not %s"
            .formatted(
                resource.id(),
                resource.entry().accepts().orElse(resource.entry().mediaType()),
                taken.isEmpty() ? "no filter" : String.join(" ", taken.stream().sorted().toList()),
                String.join(" ", given)));
  }

  private AltoRequest networkMap(Resource resource) {
    refuseOthers(resource, Set.of("--pid", "--address-type"));
    return new AltoRequest.NetworkMapFilter(new LinkedHashSet<>(pids), new LinkedHashSet<>(types));
  }

  private AltoRequest costMap(Resource resource) {
    refuseOthers(resource, OF_COSTS);
    return new AltoRequest.CostMapFilter(
        costs(resource), new LinkedHashSet<>(sources), new LinkedHashSet<>(destinations));
  }

  private AltoRequest endpointCosts(Resource resource) {
    refuseOthers(resource, OF_COSTS);
    if (sources.isEmpty() && destinations.isEmpty()) {
      throw new IllegalArgumentException(
          "'%s' wants --source or --destination".formatted(resource.id()));
    }
    return new AltoRequest.EndpointCosts(costs(resource), typed(sources), typed(destinations));
  }

  private AltoRequest endpointProperties(Resource resource) {
    refuseOthers(resource, Set.of("--endpoint", "--property"));
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("'%s' wants --endpoint".formatted(resource.id()));
    }
    var wanted =
        properties.isEmpty() ? resource.entry().capabilities().propertyTypes() : properties;
    return new AltoRequest.EndpointProperties(new LinkedHashSet<>(wanted), typed(endpoints));
  }

  private AltoRequest propertyMap(Resource resource) {
    refuseOthers(resource, Set.of("--entity", "--property"));
    return new AltoRequest.PropertyMapFilter(
        new LinkedHashSet<>(entities), Optional.of(new LinkedHashSet<>(properties)));
  }

  private static List<TypedAddress> typed(List<String> addresses) {
    return addresses.stream().map(each -> Candidate.parse(each).typed()).toList();
  }

  private CostQuery costs(Resource resource) {
    var tests = constraints.stream().map(GetFilter::test).toList();
    // RFC 7285 §11.3.2.3: not sent to a resource that does not say that it takes them.
    if (!tests.isEmpty() && !resource.entry().capabilities().costs().hasConstraints()) {
      throw new IllegalArgumentException("'%s' takes no --constraint".formatted(resource.id()));
    }
    var type = type(resource);
    if (calendar && !resource.hasCalendar(type)) {
      throw new IllegalArgumentException(
          "'%s' has no --calendar of '%s'".formatted(resource.id(), type.metric()));
    }
    return new CostQuery(
        List.of(type),
        false,
        Optional.empty(),
        tests.isEmpty() ? List.of() : List.of(tests),
        false,
        calendar ? List.of(true) : List.of());
  }

  private CostType type(Resource resource) {
    var wanted = metric == null ? CostType.ROUTING_COST : metric;
    var modes = mode == null ? List.of(CostType.NUMERICAL, CostType.ORDINAL) : List.of(mode);
    return modes.stream()
        .flatMap(each -> resource.costType(each, wanted).stream())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' has no %s costs of '%s' but %s"
                        .formatted(
                            resource.id(), String.join(" or ", modes), wanted, offered(resource))));
  }

  private static String offered(Resource resource) {
    return String.join(
        ", ",
        resource.costTypes().stream().map(type -> type.mode() + " " + type.metric()).toList());
  }

  private static CostTest test(String text) {
    return CostTest.parse(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected a constraint such as 'le 10', found '" + text + "'"));
  }
}
