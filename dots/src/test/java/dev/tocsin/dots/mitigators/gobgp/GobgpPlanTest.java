// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.gobgp;

import static dev.tocsin.dots.mitigators.gobgp.Orders.order;
import static dev.tocsin.dots.mitigators.gobgp.Orders.settings;
import static dev.tocsin.dots.mitigators.gobgp.Orders.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy.Scoped;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigationOrder.Target;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.wire.flowspec.FlowAction;
import dev.tocsin.dots.wire.flowspec.FlowRule;
import dev.tocsin.dots.wire.flowspec.NumberField;
import dev.tocsin.dots.wire.flowspec.NumberRange;
import dev.tocsin.dots.wire.flowspec.RouteTarget;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GobgpPlanTest {

  private static final Prefix NET = Prefix.parse("203.0.113.0/24");

  @Test
  void blackholesABarePrefixAndSpecifiesFlowsOtherwise() {
    var web = target("2001:db8::1", List.of("443", "8000-8080"), 6);

    var plan = Plan.of(order(1, target("203.0.113.0/24", List.of()), web), settings(""));

    var rule =
        FlowRule.to(Prefix.parse("2001:db8::1"))
            .with(NumberField.PROTOCOL, List.of(NumberRange.of(6)))
            .with(
                NumberField.DESTINATION_PORT,
                List.of(NumberRange.of(443), new NumberRange(8000, 8080)));
    assertThat(plan.routes())
        .containsExactlyInAnyOrder(
            new Route.Blackhole(NET), new Route.Flow(rule, new FlowAction.Drop()));
    assertThat(plan.event())
        .isEqualTo(
            new MitigatorEvent.Enabled(
                List.of(target("203.0.113.0/24", List.of()), web), "blackhole; drop"));
  }

  @Test
  void saysThatABlackholeStopsMoreThanWasAsked() {
    var plan =
        Plan.of(order(1, target("203.0.113.0/24", List.of("53"), 17)), settings("mode: blackhole"));

    assertThat(plan.routes()).containsExactly(new Route.Blackhole(NET));
    assertThat(plan.event())
        .isEqualTo(
            new MitigatorEvent.Enabled(List.of(target("203.0.113.0/24", List.of())), "blackhole"));
  }

  @Test
  void limitsBarePrefixesWhereTheOperatorWantsFlowSpecifications() {
    var plan =
        Plan.of(
            order(1, "203.0.113.0/24"),
            settings("mode: flowspec, flowspec: {bytes-per-second: 125000}"));

    assertThat(plan.routes())
        .containsExactly(new Route.Flow(FlowRule.to(NET), new FlowAction.Rate(125_000)));
    assertThat(plan.event())
        .isEqualTo(
            new MitigatorEvent.Enabled(
                List.of(target("203.0.113.0/24", List.of())), "limit 125000 bytes/s"));
  }

  @Test
  void theDomainsPolicyComesBeforeTheSettings() {
    var web = target("203.0.113.0/24", List.of("443"), 6);
    var limiting = settings("flowspec: {bytes-per-second: 125000}");

    assertThat(Plan.of(order(new Scoped.Drop(), web), limiting).event())
        .isEqualTo(new MitigatorEvent.Enabled(List.of(web), "drop"));
    assertThat(Plan.of(order(new Scoped.Limit(1_000, 9), web), limiting).event())
        .isEqualTo(new MitigatorEvent.Enabled(List.of(web), "limit 1000 packets/s"));
  }

  @Test
  void whatIsToBeLimitedIsNotBlackholed() {
    var web = target("203.0.113.0/24", List.of("443"), 6);

    var plan = Plan.of(order(new Scoped.Limit(1_000, 9), web), settings("mode: blackhole"));

    assertThat(plan.routes()).isEmpty();
    assertThat(plan.event()).isInstanceOf(MitigatorEvent.Refused.class);
  }

  @Test
  void sendsEverythingWhereTheDomainsTrafficIsRedirected() {
    var policy = redirect();
    var web = target("203.0.113.0/24", List.of("443"), 6);
    var bare = target("203.0.113.0/24", List.of());
    var order = new MitigationOrder("edge", Orders.key(1), List.of(bare, web), policy);

    var plan = Plan.of(order, settings(""));

    assertThat(plan.routes())
        .hasSize(2)
        .allSatisfy(
            route ->
                assertThat(((Route.Flow) route).action())
                    .isEqualTo(new FlowAction.Redirect(RouteTarget.parse("64496:100"))));
    assertThat(plan.event())
        .isEqualTo(new MitigatorEvent.Enabled(List.of(bare, web), "redirect to 64496:100"));
  }

  @Test
  void whatIsToBeRedirectedIsNotBlackholed() {
    var bare = target("203.0.113.0/24", List.of());
    var order = new MitigationOrder("edge", Orders.key(1), List.of(bare), redirect());

    var plan = Plan.of(order, settings("mode: blackhole"));

    assertThat(plan.event()).isInstanceOf(MitigatorEvent.Refused.class);
  }

  private static EnforcementPolicy redirect() {
    var place =
        new EnforcementPolicy.Redirect(
            Optional.of(RouteTarget.parse("64496:100")), Optional.empty());
    return new EnforcementPolicy(
        Optional.of(new Scoped.Drop()), EnforcementPolicy.Bare.OPEN, Optional.of(place));
  }

  @Test
  void portsWithoutProtocolsMeanTcpAndUdpAndSaySo() {
    var plan = Plan.of(order(1, target("203.0.113.0/24", List.of("53"))), settings(""));

    assertThat(((MitigatorEvent.Enabled) plan.event()).enabled())
        .containsExactly(target("203.0.113.0/24", List.of("53"), 6, 17));
    assertThat(plan.routes())
        .singleElement()
        .isInstanceOfSatisfying(
            Route.Flow.class,
            flow ->
                assertThat(flow.rule().numbers().get(NumberField.PROTOCOL))
                    .containsExactly(NumberRange.of(6), NumberRange.of(17)));
  }

  @Test
  void portsOfOtherProtocolsAreRefused() {
    var plan = Plan.of(order(1, target("203.0.113.0/24", List.of("53"), 132)), settings(""));

    assertThat(plan.routes()).isEmpty();
    assertThat(plan.event()).isInstanceOf(MitigatorEvent.Refused.class);
  }

  /// gobgpd 3 destroys rules from 240 octets on.
  @Test
  void noRuleIsLongerThanTheDaemonCanTake() {
    var prefix = Prefix.parse("2001:db8:ffff:ffff:ffff:ffff:ffff:ffff");
    var ports = IntStream.range(0, 200).mapToObj(n -> new PortRange(1000 + 4 * n, 1001 + 4 * n));
    var protocols = IntStream.range(0, 100).mapToObj(n -> 2 * n + 1).toList();
    var withPorts = new Target(List.of(prefix), ports.toList(), List.of(6, 17));
    var withProtocols = new Target(List.of(prefix), List.of(), protocols);

    var plan = Plan.of(order(1, withPorts, withProtocols), settings(""));

    assertThat(plan.routes()).hasSize(7 + 13);
    assertThat(plan.routes())
        .allSatisfy(route -> assertThat(route.name().nlri().size()).isLessThan(240));
  }

  @Test
  void tooManyRoutesForOneMitigationAreRefusedAsExceeding() {
    var prefixes =
        IntStream.range(0, 5_001)
            .mapToObj(n -> Prefix.parse("10.1." + n / 256 + "." + n % 256))
            .toList();

    var plan = Plan.of(order(1, new Target(prefixes, List.of(), List.of())), settings(""));

    assertThat(plan.event())
        .isEqualTo(new MitigatorEvent.Refused("more than 5000 routes for one mitigation", true));
  }
}
