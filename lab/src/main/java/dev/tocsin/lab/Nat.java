// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab;

import java.util.ArrayList;
import java.util.List;

/// A router that rewrites the source of what leaves it, IPv4 and IPv6, and forgets on demand what
/// it had assigned.
public final class Nat {

  private static final int PORTS = 10_000;

  private final Host router;
  private final List<Link.End> outside = new ArrayList<>();
  private int rebindings;

  Nat(Host router) {
    this.router = router;
  }

  public Host router() {
    return router;
  }

  /// What leaves through this link gets the router's address there, and a port of its choice.
  public Nat masquerade(Link link) {
    var end = link.a().host() == router ? link.a() : link.b();
    if (end.host() != router) throw new LabException(router + " is not at that link");
    outside.add(end);
    load();
    return this;
  }

  private void load() {
    var low = 10_000 + PORTS * (rebindings % 5);
    var rules = new StringBuilder("table inet nat {}\nflush table inet nat\n");
    rules.append("table inet nat {\n chain out {\n type nat hook postrouting priority 100\n");
    for (var end : outside) {
      for (var protocol : List.of("tcp", "udp")) {
        rules.append(
            " oifname \"%s\" meta l4proto %s masquerade to :%d-%d random\n"
                .formatted(end.interfaceName(), protocol, low, low + PORTS - 1));
      }
      rules.append(" oifname \"%s\" masquerade\n".formatted(end.interfaceName()));
    }
    router.nft(rules.append(" }\n}\n").toString());
  }

  /// Every mapping is forgotten, as after a restart of the router: running flows leave from other
  /// ports, answers to the old ones are lost.
  public Nat rebind() {
    rebindings++;
    load();
    for (var end : outside) forget(end);
    return this;
  }

  // The kernel drops masqueraded connections when their interface goes down; that also takes
  // IPv6 addresses and all routes over the interface along, so they are put back.
  private void forget(Link.End end) {
    var device = end.interfaceName();
    router.sysctl("net/ipv6/conf/" + device + "/keep_addr_on_down", "1");
    router.run(
        "sh",
        "-ec",
        """
        v4=$(ip -4 route show dev DEV | grep -v 'proto kernel' || true)
        v6=$(ip -6 route show dev DEV | grep -v 'proto kernel' || true)
        ip link set dev DEV down
        ip link set dev DEV up
        echo "$v4" | while read -r route; do
          [ -z "$route" ] || ip -4 route replace $(echo $route | sed 's/ linkdown//') dev DEV; done
        echo "$v6" | while read -r route; do
          [ -z "$route" ] || ip -6 route replace ${route%% metric*} dev DEV; done
        """
            .replace("DEV", device));
  }
}
