// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.reload.io.link.ChannelPort;
import dev.tocsin.reload.io.link.Enrolled;
import dev.tocsin.reload.io.link.LinkCredentials;
import dev.tocsin.reload.io.link.LinkLimits;
import dev.tocsin.reload.io.link.Listener;
import dev.tocsin.reload.wire.draft.DraftProfile;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

// TR-1.
class LinkPortsTest {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final LinkCredentials KEY =
      new LinkCredentials.Shared(Enrolled.OVERLAY, new byte[] {1, 2, 3});
  private static final LinkCredentials PASSWORD =
      new LinkCredentials.Password(Enrolled.OVERLAY, "open sesame");

  private static LinkPorts listen(LinkCredentials credentials, int number, Listener listener)
      throws IOException {
    var rules = new LinkPorts.Rules(credentials, DraftProfile.PROFILE, LinkLimits.DEFAULT, _ -> {});
    var address = new InetSocketAddress(LOOPBACK, number);
    return LinkPorts.listen(address, rules, listener, InstantSource.system());
  }

  @Test
  void listenForBothKindsAtOneNumber() throws Exception {
    var listener = new Listener();
    try (var server = listen(KEY, 0, listener);
        var client = listen(KEY, 0, new Listener())) {
      assertThat(server.all()).extracting(ChannelPort::address).containsOnly(server.address());

      for (var port : client.all()) {
        var dialled = port.dial(server.address(), Duration.ofSeconds(20));
        assertThat(dialled.get(20, TimeUnit.SECONDS).kind()).isEqualTo(port.kind());
        assertThat(listener.channel().kind()).isEqualTo(port.kind());
      }
    }
  }

  @Test
  void haveTlsOnlyWherePasswordsProtectLinks() throws Exception {
    try (var ports = listen(PASSWORD, 0, new Listener())) {
      assertThat(ports.all()).extracting(ChannelPort::kind).containsOnly(RouteLogEntry.Link.TLS);
    }
  }

  @Test
  void leaveNothingOpenWhereOneOfThemIsTaken() throws Exception {
    try (var taken = new DatagramSocket(0, LOOPBACK)) {
      int number = taken.getLocalPort();

      assertThatThrownBy(() -> listen(KEY, number, new Listener()))
          .hasMessageContaining("cannot listen at");
      // The system needs a moment to give it back.
      await()
          .ignoreExceptions()
          .untilAsserted(() -> listen(PASSWORD, number, new Listener()).close());
    }
  }
}
