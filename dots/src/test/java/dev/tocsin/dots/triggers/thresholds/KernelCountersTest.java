// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.triggers.thresholds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The texts are a kernel's own, cut short.
class KernelCountersTest {

  @TempDir Path proc;

  @BeforeEach
  void kernel() throws IOException {
    write(
        "dev",
        """
        Inter-|   Receive                                                |  Transmit
         face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs
            lo:  123456    1234    0    0    0     0          0         0   123456    1234    0
          eth0: 98765432109 876543210    1    2    0     0          0        15 55555  444    0
        eth0:1: 7 8 0 0 0 0 0 0 9 9 0
        """);
    write(
        "snmp",
        """
        Ip: Forwarding DefaultTTL InReceives
        Ip: 1 64 1000
        Tcp: RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens PassiveOpens AttemptFails EstabResets CurrEstab InSegs
        Tcp: 1 200 120000 -1 42 17 3 2 11 5000
        """);
    write(
        "tcp",
        """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
           0: 0100007F:0CEA 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1
           1: 0A00020F:01BB 057100CB:9C40 01 00000000:00000000 00:00000000 00000000     0        0 2
           2: 0A00020F:01BB 067100CB:9C41 03 00000000:00000000 01:00000064 00000000     0        0 0
           3: 0A00020F:01BB 067100CB:9C42 03 00000000:00000000 01:00000064 00000000     0        0 0
           4: 0100007F:01BB 0100007F:9C43 01 00000000:00000000 01:00000064 00000000     0        0 0
        """);
    write(
        "tcp6",
        """
          sl  local_address                         remote_address                        st tx_queue rx_queue
           0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000
           1: B80D0120000000000000000001000000:1F90 B80D0120000000000000000099000000:C350 03 00000000:00000000
           2: 0000000000000000FFFF00000F02000A:1F90 0000000000000000FFFF0000057100CB:C351 01 00000000:00000000
        """);
  }

  @Test
  void readsTheCountersOfTheInterfaceAlone() {
    var sample = read("eth0", EnumSet.of(Measure.PACKETS_PER_SECOND, Measure.BITS_PER_SECOND));

    assertThat(sample.bytes()).hasValue(98_765_432_109L);
    assertThat(sample.packets()).hasValue(876_543_210L);
    assertThat(sample.connections()).isEmpty();
    assertThat(sample.sources()).isEmpty();
    assertThat(read("eth9", EnumSet.of(Measure.BITS_PER_SECOND)).bytes()).isEmpty();
  }

  @Test
  void countsConnectionsAndThoseHalfOpen() {
    var sample = read("eth0", EnumSet.of(Measure.CONNECTIONS, Measure.HALF_OPEN));

    assertThat(sample.connections()).hasValue(11);
    assertThat(sample.halfOpen()).hasValue(3);
    assertThat(sample.packets()).isEmpty();
  }

  @Test
  void countsEverySourceOnceWithoutLoopback() {
    // 203.0.113.5 (as IPv4 and as IPv4-mapped), 203.0.113.6, 2001:db8::99
    assertThat(read("eth0", EnumSet.of(Measure.SOURCES)).sources()).hasValue(3);
  }

  @Test
  void addsTheSourcesOfTrackedConnections() throws IOException {
    write(
        "nf_conntrack",
        """
        ipv4     2 udp      17 29 src=203.0.113.5 dst=192.0.2.1 sport=40000 dport=53 [UNREPLIED] \
        src=192.0.2.1 dst=203.0.113.5 sport=53 dport=40000 mark=0 use=2
        ipv6     10 tcp     6 431999 ESTABLISHED src=2001:0db8:0000:0000:0000:0000:0000:0077 \
        dst=2001:0db8::1 sport=1 dport=2 src=2001:0db8::1 dst=2001:0db8::77 sport=2 dport=1 use=2
        """);

    assertThat(read("eth0", EnumSet.of(Measure.SOURCES)).sources()).hasValue(4);
  }

  @Test
  void tellsNothingWhereTheKernelTellsNothing() throws IOException {
    for (var name : Set.of("dev", "snmp", "tcp", "tcp6")) Files.delete(proc.resolve(name));

    var none = OptionalLong.empty();
    assertThat(read("eth0", EnumSet.allOf(Measure.class)))
        .isEqualTo(new Sample(none, none, none, none, none));
  }

  @Test
  void passesOverLinesThatAreNotAsExpected() throws IOException {
    write("dev", "eth0:\neth1: x y\n:::\n");
    write("snmp", "Tcp: CurrEstab\nTcp:\nTcp: A\n");
    write("tcp", "\n0:\n  1: ZZZZZZZZ:0 QQQQQQQQ:0 01 x\n 2: a b:c d\n");
    write("tcp6", "0: 0 0 0 0 0 0\n");
    write("nf_conntrack", "src=999.1.1.1 x\nsrc=:::::: y\n");

    var sample = read("eth1", EnumSet.allOf(Measure.class));

    assertThat(sample.packets()).isEmpty();
    assertThat(sample.connections()).isEmpty();
    assertThat(sample.sources()).hasValue(0);
  }

  @Test
  void readsThisMachine() {
    var counters = new KernelCounters(Path.of("/proc/net"));

    var sample = counters.read("lo", EnumSet.allOf(Measure.class));

    assertThat(sample.packets()).isPresent();
    assertThat(sample.connections()).isPresent();
    assertThat(sample.halfOpen()).isPresent();
    assertThat(sample.sources()).isPresent();
  }

  @Test
  void readsAddressesAsTheKernelWritesThem() throws Exception {
    assertThat(ProcText.address("057100CB")).contains(InetAddress.getByName("203.0.113.5"));
    assertThat(ProcText.address("B80D0120000000000000000099000000"))
        .contains(InetAddress.getByName("2001:db8::99"));
  }

  private Sample read(String networkInterface, Set<Measure> measures) {
    return new KernelCounters(proc).read(networkInterface, measures);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(proc.resolve(name), text);
  }
}
