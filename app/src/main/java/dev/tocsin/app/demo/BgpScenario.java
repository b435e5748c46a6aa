// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import dev.tocsin.lab.bgp.BgpSession;
import dev.tocsin.lab.bgp.BgpSession.Speaker;
import dev.tocsin.lab.bgp.Bird;
import dev.tocsin.lab.bgp.Gobgpd;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `tocsin demo bgp`: the DOTS server tells a gobgpd, which tells the router at the provider's
/// edge.
///
/// A router's rule cannot tell a user from an attacker, so that the attack is one that routers can
/// stop: it hits addresses of the customer at which nobody serves strangers, and his service only a
/// little. Everything to the former is dropped, the service's own protocol and port are limited.
final class BgpScenario implements Scenario {

  /// Addresses of the customer that no stranger needs.
  private static final String IDLE = "198.51.100.0/29";

  private static final int ATTACK_PPS = 15_000;

  /// What the customer's own protocol and port are attacked with: beside the users' 400 packets/s.
  private static final int OWN_PORT_PPS = 80;

  /// What the provider lets through of a protocol and port: less than both.
  private static final int LIMIT_PPS = 470;

  private static final int AS = 64_500;
  private static final String API = "127.0.0.1:50051";

  @Override
  public List<Program> programs() {
    return List.of(
        new Program("gobgpd", "gobgpd"),
        new Program("gobgp", "gobgpd"),
        new Program("bird", "bird2"),
        new Program("birdc", "bird2"));
  }

  @Override
  public boolean hasEdge() {
    return true;
  }

  @Override
  public Attack attack() {
    return new Attack(
        List.of(
            new Flood(IDLE, List.of(0), ATTACK_PPS),
            new Flood(Arena.SERVICE, List.of(Arena.SERVICE_PORT), OWN_PORT_PPS)),
        "198.51.100.1");
  }

  @Override
  public Requests requests() {
    return new Requests(
        List.of(
            new Request("dns", "prefixes: [198.51.100.11/32], protocols: [udp], ports: [53]"),
            new Request("mail", "prefixes: [198.51.100.12/32], protocols: [tcp], ports: [25]"),
            new Request("vpn", "prefixes: [198.51.100.13/32], protocols: [udp], ports: [500]"),
            new Request("voice", "prefixes: [198.51.100.14/32], protocols: [udp], ports: [5060]")),
        List.of(
            new Request(
                "service",
                "prefixes: [%s/32], protocols: [udp], ports: [%d]"
                    .formatted(Arena.SERVICE, Arena.SERVICE_PORT)),
            new Request("idle", "prefixes: [" + IDLE + "]")));
  }

  @Override
  public String mitigator() {
    return "type: gobgp, settings: {address: \"" + API + "\", mode: flowspec}";
  }

  @Override
  public String policy() {
    return "scoped: {packets-per-second: " + LIMIT_PPS + "}";
  }

  @Override
  public Filters start(Arena arena, Path folder) {
    var session =
        new BgpSession(
            new Speaker(Arena.INNER_ADDRESS, AS), new Speaker(Arena.EDGE_ADDRESS, AS), 179);
    var gobgpd = Gobgpd.make(folder.resolve("gobgpd"), API, session, "");
    var bird = Bird.make(folder.resolve("bird"), session);
    return EdgeFilters.start(arena, folder, gobgpd, bird, List.of(IDLE, Arena.SERVICE + "/32"));
  }

  @Override
  public Map<String, Boolean> claims(Report report) {
    var claims = new LinkedHashMap<String, Boolean>();
    var limited = report.number("packets_over_limit_kernel");
    claims.put(
        "the attack stops at the edge, ahead of the link",
        report.number("packets_dropped_kernel") - limited > 0);
    claims.put("the limit takes what exceeds it of the own port", limited > 0);
    claims.put(
        "no drops are reported, for BGP counts none", !report.has("packets_dropped_reported"));
    return claims;
  }
}
