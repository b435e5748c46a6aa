// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.discovery.mdns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.reload.io.discovery.EnrolmentServers;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Multicast on the loopback interface only, on a port of its own.
class MulticastServersTest {

  private static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();

  private NetworkInterface loopback;
  private MulticastPort port;

  @BeforeEach
  void chooseAPort() throws IOException {
    loopback = NetworkInterface.getByInetAddress(ADDRESS);
    try (var free = new DatagramSocket(0)) {
      port = MulticastPort.STANDARD.withNumber(free.getLocalPort());
    }
  }

  private MulticastResponder respond(String overlay, int server) throws IOException {
    var enrolment = new LocalEnrolment(overlay, "Instance of " + overlay, server, List.of(ADDRESS));
    return MulticastResponder.start(enrolment, loopback, port, InstantSource.system());
  }

  private EnrolmentServers.Outcome servers(String overlay) {
    return servers(overlay, Duration.ofSeconds(10));
  }

  private EnrolmentServers.Outcome servers(String overlay, Duration patience) {
    var random = new SplittableRandom(1);
    return new MulticastServers(List.of(loopback), port, random, patience).of(overlay);
  }

  private static EnrolmentServers.Found at(int server) {
    return new EnrolmentServers.Found(List.of(new InetSocketAddress(ADDRESS, server)));
  }

  @Test
  void findTheOneThatServesAnOverlay() throws IOException {
    try (var _ = respond("one.local", 8001);
        var _ = respond("two.local", 8002)) {
      assertThat(servers("two.local")).isEqualTo(at(8002));
      assertThat(servers("ONE.local")).isEqualTo(at(8001));
    }
  }

  @Test
  void areFoundThoughNoiseComesFirst() throws IOException {
    try (var _ = respond("one.local", 8001);
        var noisy = new DatagramSocket()) {
      for (int length : new int[] {0, 1, 12, 40, 9000, 20_000}) {
        var group = port.addresses().getFirst();
        noisy.setOption(java.net.StandardSocketOptions.IP_MULTICAST_IF, loopback);
        noisy.send(new DatagramPacket(new byte[length], length, group));
      }

      assertThat(servers("one.local")).isEqualTo(at(8001));
    }
  }

  @Test
  void areNotFoundWhereNobodyServes() throws IOException {
    try (var responder = respond("one.local", 8001)) {
      responder.close();

      var outcome = servers("one.local", Duration.ofMillis(200));

      assertThat(outcome)
          .isEqualTo(
              new EnrolmentServers.Failed(
                  "no neighbour answers to _p2p_menroll._tcp.one.local on " + loopback.getName()));
    }
  }
}
