// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tocsin.alto.core.maps.CostMatrix;
import dev.tocsin.alto.core.maps.NetworkMap;
import dev.tocsin.alto.io.build.Build;
import dev.tocsin.alto.io.settings.AltoSettings;
import dev.tocsin.base.net.Prefix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The database that two running ospfd of FRR have agreed on, printed as JSON, becomes maps.
class FrrLabTest {

  private static final Path DAEMONS = Path.of("/usr/lib/frr");

  // Each router in a network namespace of its own, all in one namespace of processes, so that they
  // end with the shell. FRR's daemons insist on a group, which is root's own here.
  private static final String SCRIPT =
      """
      set -eu
      cd "$1"
      sed -e 's/^frrvty:.*/frrvty:x:0:root/' -e 's/^frr:.*/frr:x:0:root/' /etc/group > group
      mount --bind group /etc/group
      ip link set lo up
      ip addr add 192.0.2.129/32 dev lo
      unshare -n sleep 60 & other=$!
      while [ "$(readlink /proc/$other/ns/net)" = "$(readlink /proc/$$/ns/net)" ]; do sleep 0.05; done
      ip link add to-b type veth peer name to-a netns $other
      ip addr add 10.9.0.1/30 dev to-b
      ip link set to-b up
      there="nsenter -t $other -n"
      $there ip link set lo up
      $there ip addr add 198.51.100.1/32 dev lo
      $there ip addr add 10.9.0.2/30 dev to-a
      $there ip link set to-a up
      start() { # router, link, cost, prefix of a command
        mkdir $1
        : > $1/zebra.conf
        printf '%s\\n' "interface $2" ' ip ospf network point-to-point' ' ip ospf hello-interval 1' \\
          ' ip ospf dead-interval 4' " ip ospf cost $3" \\
          'interface lo' ' ip ospf cost 0' 'router ospf' " ospf router-id 10.255.0.$1" \\
          ' timers throttle lsa all 0' \\
          ' network 0.0.0.0/0 area 0' > $1/ospfd.conf
        for daemon in zebra ospfd; do
          ${4:-} /usr/lib/frr/$daemon -d -u root -g root -P 0 -f $1/$daemon.conf -z $1/zserv.api \\
            --vty_socket "$PWD/$1" -i "$PWD/$1/$daemon.pid"
        done
      }
      start 1 to-b 7
      start 2 to-a 9 "$there"
      show() { vtysh --vty_socket "$PWD/1" "$@" 2> vtysh.err; }
      full() { show -c 'show ip ospf database router json' | grep -o 'another Router' | wc -l; }
      for i in $(seq 200); do [ "$(full)" -lt 2 ] || break; sleep 0.1; done
      show -c 'show ip ospf database router json' -c 'show ip ospf database network json' \\
        -c 'show ip ospf database summary json' > lsdb.json
      """;

  @TempDir Path folder;

  @BeforeEach
  void needsALab() {
    LabNeeded.check();
    assumeTrue(Files.isExecutable(DAEMONS.resolve("ospfd")), "ospfd is not installed");
  }

  @Test
  void readsWhatRunningRoutersPrint() throws Exception {
    // given
    run();
    var file =
        Files.writeString(
            folder.resolve("alto.yaml"),
            """
            listen: 127.0.0.1:0
            sources: {topology: {format: frr-json, file: lsdb.json}}
            maps: {net: {pids: {by: [first-hop]}, costs: {routingcost: {igp: 1, unknown: 99}}}}
            observe: {metrics: false}
            """);

    // when
    var made = new Build(AltoSettings.read(file)).run(_ -> {});

    // then: two routers, and the way between them is not as long in both directions
    assertThat(made.nodes()).isEqualTo(2);
    var map = made.publication().networkMap("net").orElseThrow();
    var costs = made.publication().costs("net", "routingcost").orElseThrow();
    assertThat(cost(map, costs, "192.0.2.129/32", "198.51.100.1/32")).isEqualTo(7);
    assertThat(cost(map, costs, "198.51.100.1/32", "192.0.2.129/32")).isEqualTo(9);
  }

  private static double cost(NetworkMap map, CostMatrix costs, String from, String to) {
    return costs.cost(
        map.find(Prefix.parse(from)).orElseThrow(), map.find(Prefix.parse(to)).orElseThrow());
  }

  private void run() throws Exception {
    var script = Files.writeString(folder.resolve("routers.sh"), SCRIPT);
    var log = folder.resolve("routers.log").toFile();
    var process =
        new ProcessBuilder(
                "unshare",
                "-Urnm",
                "--fork",
                "--pid",
                "--kill-child",
                "--mount-proc",
                "bash",
                script.toString(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(log.toPath())).isZero();
  }
}
