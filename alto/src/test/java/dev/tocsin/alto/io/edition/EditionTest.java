// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.edition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alto.core.maps.CostMatrix;
import dev.tocsin.alto.core.maps.NetworkMap;
import dev.tocsin.alto.core.maps.PrefixValues;
import dev.tocsin.alto.core.maps.PropertyMap;
import dev.tocsin.alto.core.maps.Publication;
import dev.tocsin.alto.core.properties.PropertyOffer;
import dev.tocsin.alto.core.service.Catalog;
import dev.tocsin.alto.core.service.Service;
import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.entity.QualifiedName;
import dev.tocsin.base.net.Prefix;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What one edition leaves to the next.
class EditionTest {

  private static final CostType ROUTING =
      new CostType(CostType.NUMERICAL, CostType.ROUTING_COST, Optional.empty(), Optional.empty());
  private static final CostType HOPS =
      new CostType(CostType.NUMERICAL, "hopcount", Optional.empty(), Optional.empty());
  private static final PropertyOffer PIDS = pids();

  private static PropertyOffer pids() {
    var domain = QualifiedName.domain("ipv4").orElseThrow();
    return new PropertyOffer("pids", Map.of(domain, List.of(QualifiedName.of("net", "pid"))));
  }

  private static final Map<String, Service> SERVICES =
      Map.of(
          "net", new Service.WholeNetworkMap("net"),
          "routing", new Service.WholeCostMap("net", ROUTING),
          "hops", new Service.WholeCostMap("net", HOPS),
          "pids", new Service.WholePropertyMap(PIDS));
  private static final Catalog CATALOG =
      new Catalog("net", new LinkedHashMap<>(SERVICES), Map.of());

  @Test
  void leavesWhatIsMadeOfTheSameAndNothingElse() {
    // given
    var map = known("10.0.0.0/8");
    var edition = Edition.of(CATALOG, publication(map, 3, 1));

    // when, then: other costs of one metric
    assertThat(edition.common(CATALOG, publication(map, 4, 1)).keySet())
        .containsExactlyInAnyOrder(SERVICES.get("net"), SERVICES.get("hops"), SERVICES.get("pids"));

    // when, then: another map, and so other tags in all that depends on it
    assertThat(edition.common(CATALOG, publication(known("11.0.0.0/8"), 3, 1))).isEmpty();

    // when, then: a publication that lacks what is offered has its complaints elsewhere
    assertThat(edition.common(CATALOG, new Publication(Map.of(), Map.of(), Map.of()))).isEmpty();
  }

  @Test
  void servesTheSameBodyWhereNothingChanged() {
    var map = known("10.0.0.0/8");
    var edition = Edition.of(CATALOG, publication(map, 3, 1));

    var common = edition.common(CATALOG, publication(map, 4, 1));

    assertThat(common.get(new Service.WholeNetworkMap("net")))
        .isSameAs(edition.resource("net").orElseThrow());
  }

  /// A network map, and the property map that tells of it.
  private record Known(NetworkMap map, PropertyMap properties) {}

  private static Known known(String mine) {
    var map =
        NetworkMap.of(
            "net",
            Map.of(
                "mine", List.of(Prefix.parse(mine)), "rest", List.of(Prefix.parse("0.0.0.0/0"))));
    var domain = QualifiedName.domain("ipv4").orElseThrow();
    var properties =
        new PropertyMap.Builder()
            .set(domain, QualifiedName.of("net", "pid"), PrefixValues.pids(map, true))
            .build();
    return new Known(map, properties);
  }

  private static Publication publication(Known known, double routing, double hops) {
    return new Publication(
        Map.of("net", known.map()),
        Map.of(
            new Publication.CostKey("net", ROUTING.metric()), matrix(routing),
            new Publication.CostKey("net", HOPS.metric()), matrix(hops)),
        Map.of(),
        Map.of(),
        Map.of("pids", known.properties()));
  }

  private static CostMatrix matrix(double cost) {
    return new CostMatrix.Builder(2).set(0, 1, cost).set(1, 0, cost).build();
  }
}
