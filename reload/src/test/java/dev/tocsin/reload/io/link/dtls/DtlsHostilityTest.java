// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.handshake.Handshakes;
import dev.tocsin.reload.io.link.Channel;
import dev.tocsin.reload.io.link.ChannelEvents;
import dev.tocsin.reload.io.link.Enrolled;
import dev.tocsin.reload.io.link.LinkCredentials;
import dev.tocsin.reload.io.link.Listener;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DtlsHostilityTest {

  private static final LinkCredentials KEY =
      new LinkCredentials.Shared(Enrolled.OVERLAY, new byte[] {1, 2, 3});

  private final Listener atServer = new Listener();
  private final Listener atClient = new Listener();
  private final List<PlainMessage> plain = new CopyOnWriteArrayList<>();
  private final Ports ports = new Ports();
  private DtlsPort server;
  private Relay relay;

  @BeforeEach
  void listen() throws Exception {
    var rules = new DtlsPort.Rules(KEY, Ports.LIMITS, plain::add, Duration.ofMinutes(1));
    server = ports.listen(rules, atServer);
    relay = new Relay(server.address());
  }

  @AfterEach
  void close() {
    ports.close();
    relay.close();
  }

  private Channel dial() throws Exception {
    var dialled = Ports.dial(ports.listen(KEY, atClient), relay.address());
    atServer.channel();
    return dialled;
  }

  private byte[] passes(Channel dialled, int first) throws Exception {
    var message = new byte[] {(byte) first, 2, 3, 4};
    assertThat(dialled.send(message)).isTrue();
    assertThat(atServer.message()).isEqualTo(message);
    return message;
  }

  private static void send(DatagramSocket from, byte[] datagram, DtlsPort to) throws Exception {
    from.send(new DatagramPacket(datagram, datagram.length, to.address()));
  }

  @Test
  void keepsNothingOfWhoReturnsNoCookie() throws Exception {
    dial();
    var hello = relay.sent(DatagramSort.HELLO).getLast();
    var answer = new DatagramPacket(new byte[2_000], 2_000);

    for (int source = 0; source < 400; source++) {
      try (var stranger = new DatagramSocket(Ports.ANY)) {
        stranger.setSoTimeout(5_000);
        for (int i = 0; i < 25; i++) {
          hello[40] = (byte) i;
          send(stranger, hello, server);
        }
        stranger.receive(answer);
        assertThat(answer.getLength()).isLessThan(hello.length);
      }
    }

    assertThat(server.associations()).isEqualTo(1);
    assertThat(server.figures().values().completed()).isEqualTo(1);
    assertThat(server.figures().values().failed()).isZero();
  }

  //
  @Test
  void takesNoDatagramTwice() throws Exception {
    var dialled = dial();
    passes(dialled, 1);
    var datagram = relay.sent(DatagramSort.PROTECTED).getFirst();

    for (int i = 0; i < 5; i++) relay.send(datagram);

    Ports.await(() -> server.figures().values().discarded() == 5);
    passes(dialled, 2);
  }

  @Test
  void takesNothingThatWasChangedOnItsWay() throws Exception {
    var dialled = dial();
    passes(dialled, 1);
    var datagram = relay.sent(DatagramSort.PROTECTED).getFirst();
    // Its sequence number is one that did not come yet.
    datagram[10] += 1;

    for (int at = 0; at < datagram.length; at++) {
      var changed = datagram.clone();
      changed[at] ^= 0x40;
      relay.send(changed);
    }

    passes(dialled, 3);
    var figures = server.figures().values();
    assertThat(figures.discarded() + figures.malformed() + figures.limited() + plain.size())
        .isEqualTo(datagram.length);
  }

  @Test
  void doesNotBeginAgainWithAHelloThatComesAgain() throws Exception {
    var dialled = dial();

    for (var hello : relay.sent(DatagramSort.HELLO)) relay.send(hello);

    Ports.await(() -> server.figures().values().discarded() == 2);
    passes(dialled, 1);
    assertThat(server.associations()).isEqualTo(1);
  }

  @Test
  void countsWhatIsOfNobody() throws Exception {
    var dialled = dial();
    passes(dialled, 1);
    try (var stranger = new DatagramSocket(Ports.ANY)) {
      send(stranger, relay.sent(DatagramSort.PROTECTED).getFirst(), server);
      send(stranger, new byte[] {0, 1, 0, 0}, server);
      send(stranger, new byte[0], server);
    }

    Ports.await(() -> server.figures().values().discarded() == 1);
    Ports.await(() -> server.figures().values().malformed() == 2);
    passes(dialled, 2);
  }

  //
  @Test
  void tellsOfMessagesOutsideAndOfNoMoreThanItMay() throws Exception {
    try (var stranger = new DatagramSocket(Ports.ANY)) {
      for (int i = 0; i < 50; i++) send(stranger, new byte[] {'R', 'E', 'L', 'O'}, server);

      Ports.await(() -> plain.size() + server.figures().values().limited() == 50);
      assertThat(plain).hasSizeBetween(10, 20);
      assertThat(plain.getFirst().message()).containsExactly('R', 'E', 'L', 'O');
      server.sendPlain(new byte[] {'R', '!'}, plain.getFirst().from());
      var answer = new DatagramPacket(new byte[9], 9);
      stranger.setSoTimeout(5_000);
      stranger.receive(answer);
      assertThat(answer.getLength()).isEqualTo(2);
    }
  }

  @Test
  void losesWhatIsMoreThanMayWait() throws Exception {
    var busy = new Busy();
    var rules = DtlsPort.Rules.of(KEY, Ports.limits(9, Handshakes.DEFAULT, 20));
    var port = DtlsPort.listen(Ports.ANY, rules, busy, InstantSource.system());
    try (port) {
      var client = ports.listen(KEY, atClient);
      client.dial(port.address(), Duration.ofSeconds(20));
      var channel = busy.channel.get(20, TimeUnit.SECONDS);

      for (int i = 0; i < 20; i++) assertThat(channel.send(new byte[] {(byte) i})).isTrue();
      assertThat(channel.send(new byte[] {99})).isFalse();

      assertThat(port.figures().values().overflowed()).isEqualTo(1);
      busy.goOn.complete(null);
      for (int i = 0; i < 20; i++) assertThat(atClient.message()).containsExactly(i);
    }
  }

  private static final class Busy implements ChannelEvents {
    final CompletableFuture<Channel> channel = new CompletableFuture<>();
    final CompletableFuture<Void> goOn = new CompletableFuture<>();

    @Override
    public void opened(Channel opened) {
      channel.complete(opened);
      goOn.join();
    }

    @Override
    public void received(Channel from, byte[] message) {}

    @Override
    public void closed(Channel closed, String why) {}
  }
}
