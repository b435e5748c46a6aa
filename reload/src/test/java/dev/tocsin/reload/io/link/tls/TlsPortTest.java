// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.net.handshake.Handshakes;
import dev.tocsin.reload.io.link.Channel;
import dev.tocsin.reload.io.link.ChannelEvents;
import dev.tocsin.reload.io.link.Enrolled;
import dev.tocsin.reload.io.link.LinkCredentials;
import dev.tocsin.reload.io.link.LinkLimits;
import dev.tocsin.reload.io.link.Listener;
import dev.tocsin.reload.wire.draft.DraftProfile;
import dev.tocsin.reload.wire.header.Fragment;
import dev.tocsin.reload.wire.header.Header;
import dev.tocsin.reload.wire.header.Path;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import dev.tocsin.reload.wire.header.Routing;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Message;
import dev.tocsin.reload.wire.message.Request;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TlsPortTest {

  private static final Id ONE = Id.parse("10000000000000000000000000000001");
  private static final Id OTHER = Id.parse("20000000000000000000000000000002");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Enrolled enrolled = Enrolled.overlay();
  private final Listener atServer = new Listener();
  private final Listener atClient = new Listener();
  private final List<TlsPort> ports = new ArrayList<>();

  @AfterEach
  void close() {
    ports.forEach(TlsPort::close);
  }

  private TlsPort listen(LinkCredentials credentials, Listener listener) throws Exception {
    return listen(credentials, listener, LinkLimits.DEFAULT, InstantSource.system());
  }

  private TlsPort listen(
      LinkCredentials credentials, Listener listener, LinkLimits limits, InstantSource clock)
      throws Exception {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var rules = new TlsPort.Rules(credentials, DraftProfile.PROFILE, limits);
    var port = TlsPort.listen(address, rules, listener, clock);
    ports.add(port);
    return port;
  }

  private Channel dial(LinkCredentials client, LinkCredentials server) throws Exception {
    var port = listen(server, atServer);
    return listen(client, atClient).dial(port.address(), PATIENCE).get(20, TimeUnit.SECONDS);
  }

  private static byte[] message(int bytes) {
    var request = new Request.Tunnel(6084, "dialog", Bytes.owning(new byte[bytes]));
    var path = Path.to(new Destination.Unresolved(OTHER));
    var header = new Header(7, 100, Routing.UNSPECIFIED, Fragment.WHOLE, 42, path);
    var contents = DraftProfile.PROFILE.contents(request);
    return DraftProfile.PROFILE.write(new Message(header, contents, Optional.empty()));
  }

  // PE-1.
  @Test
  void showsEachEndWhoTheOtherIs() throws Exception {
    var dialled = dial(enrolled.peer(ONE), enrolled.peer(OTHER));
    var accepted = atServer.channel();

    assertThat(dialled.certificate().orElseThrow().peers()).containsExactly(OTHER);
    assertThat(accepted.certificate().orElseThrow().peers()).containsExactly(ONE);
    assertThat(dialled.isDialled()).isTrue();
    assertThat(accepted.isDialled()).isFalse();
    assertThat(accepted.kind()).isEqualTo(RouteLogEntry.Link.TLS);
  }

  // TR-2, R-54.
  @Test
  void tellsMessagesApartThatStandBackToBack() throws Exception {
    var dialled = dial(enrolled.peer(ONE), enrolled.peer(OTHER));
    var sent = List.of(message(0), message(60_000), message(17), message(1));

    for (var message : sent) assertThat(dialled.send(message)).isTrue();
    for (var message : sent) assertThat(atServer.message()).isEqualTo(message);

    var accepted = atServer.channel();
    for (var message : sent) assertThat(accepted.send(message)).isTrue();
    for (var message : sent) assertThat(atClient.message()).isEqualTo(message);
  }

  @Test
  void sendsWhatItTookBeforeItCloses() throws Exception {
    var dialled = dial(enrolled.peer(ONE), enrolled.peer(OTHER));

    for (int i = 0; i < 100; i++) assertThat(dialled.send(message(1_000 + i))).isTrue();
    dialled.close("all is said");

    for (int i = 0; i < 100; i++) assertThat(atServer.message()).isEqualTo(message(1_000 + i));
    assertThat(atServer.end()).isEqualTo("the peer closed it");
    assertThat(atClient.end()).isEqualTo("all is said");
  }

  // SK-1, R-51.
  @Test
  void connectsWhoHoldsTheSameKey() throws Exception {
    var key = new LinkCredentials.Shared(Enrolled.OVERLAY, new byte[] {1, 2, 3});

    var dialled = dial(key, key);

    assertThat(dialled.certificate()).isEmpty();
    assertThat(dialled.send(message(9))).isTrue();
    assertThat(atServer.message()).isEqualTo(message(9));
  }

  @Test
  void keepsTheKeyForWhoeverComesNext() throws Exception {
    var server = listen(new LinkCredentials.Shared(Enrolled.OVERLAY, new byte[] {1, 2}), atServer);
    var client = listen(new LinkCredentials.Shared(Enrolled.OVERLAY, new byte[] {1, 2}), atClient);

    for (int i = 0; i < 3; i++) {
      var channel = client.dial(server.address(), PATIENCE).get(20, TimeUnit.SECONDS);
      assertThat(channel.send(message(i))).isTrue();
      assertThat(atServer.message()).isEqualTo(message(i));
    }
  }

  @Test
  void connectsWhoKnowsTheSamePassword() throws Exception {
    var password = new LinkCredentials.Password(Enrolled.OVERLAY, "open sesame");

    assertThat(dial(password, password).send(message(9))).isTrue();
    assertThat(atServer.message()).isEqualTo(message(9));
  }

  @Test
  void refusesAWrongKeyAndAWrongPasswordAndAnotherOverlaysName() throws Exception {
    var key = new LinkCredentials.Shared(Enrolled.OVERLAY, new byte[] {1, 2, 3});
    assertRefused(new LinkCredentials.Shared(Enrolled.OVERLAY, new byte[] {1, 2, 4}), key);
    assertRefused(new LinkCredentials.Shared("other.example", new byte[] {1, 2, 3}), key);
    var password = new LinkCredentials.Password(Enrolled.OVERLAY, "open sesame");
    assertRefused(new LinkCredentials.Password(Enrolled.OVERLAY, "open barley"), password);
    assertRefused(new LinkCredentials.Password("other.example", "open sesame"), password);
    assertRefused(key, password);
    assertRefused(enrolled.peer(ONE), key);
    assertRefused(key, enrolled.peer(ONE));

    assertThat(atServer.hasChannel()).isFalse();
  }

  private void assertRefused(LinkCredentials client, LinkCredentials server) {
    assertThatThrownBy(() -> dial(client, server))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("no TLS with");
  }

  @Test
  void refusesTheServerOfAnotherAuthority() {
    assertThatThrownBy(() -> dial(enrolled.peer(ONE), Enrolled.overlay().peer(OTHER)))
        .hasMessageContaining("no authority of this overlay issued it");
  }

  @Test
  void refusesTheServerWhoseCertificateIsOver() {
    var issued = Instant.now().minus(Duration.ofDays(2));

    assertThatThrownBy(() -> dial(enrolled.peer(ONE), enrolled.peer(OTHER, issued)))
        .hasMessageContaining("the certificate is refused: it is valid from");
  }

  // In TLS 1.3 the client hears of it behind its own handshake.
  @Test
  void neverOpensAChannelForTheClientOfAnotherAuthority() throws Exception {
    var port = listen(enrolled.peer(OTHER), atServer);
    var foreign =
        new LinkCredentials.Certified(
            Enrolled.overlay().peer(ONE).own(), enrolled.authority().trust());

    var dialled = listen(foreign, atClient).dial(port.address(), PATIENCE);

    dialled.handle((_, _) -> null).get(20, TimeUnit.SECONDS);
    if (!dialled.isCompletedExceptionally()) assertThat(atClient.end()).contains("it broke");
    await().until(() -> port.figures().values().failed() == 1);
    assertThat(atServer.hasChannel()).isFalse();
  }

  @Test
  void endsAChannelThatIsNotOfThisProtocol() throws Exception {
    var dialled = dial(enrolled.peer(ONE), enrolled.peer(OTHER));

    assertThat(dialled.send(new byte[100])).isTrue();

    assertThat(atServer.end()).startsWith("it sent no message of this overlay: ");
    assertThat(atClient.end()).isEqualTo("the peer closed it");
  }

  @Test
  void endsAChannelWhoseMessageIsTooLarge() throws Exception {
    var limits = new LinkLimits(9, Handshakes.DEFAULT, 2_000, 100, 1 << 20);
    var port = listen(enrolled.peer(OTHER), atServer, limits, InstantSource.system());
    var client = listen(enrolled.peer(ONE), atClient);
    var dialled = client.dial(port.address(), PATIENCE).get(20, TimeUnit.SECONDS);

    assertThat(dialled.send(message(1_000))).isTrue();
    assertThat(atServer.message()).hasSize(message(1_000).length);
    assertThat(dialled.send(message(3_000))).isTrue();

    assertThat(atServer.end()).contains("expected 16 to 2000");
  }

  @Test
  void losesWhatAPeerThatDoesNotReadLetsWait() throws Exception {
    var limits = new LinkLimits(9, Handshakes.DEFAULT, 100_000, 8, 1 << 20);
    var blocked = new CountDownLatch(1);
    var key = new LinkCredentials.Shared(Enrolled.OVERLAY, new byte[] {1, 2, 3});
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var rules = new TlsPort.Rules(key, DraftProfile.PROFILE, limits);
    var deaf =
        TlsPort.listen(
            address,
            rules,
            new ChannelEvents() {
              @Override
              public void opened(Channel channel) {}

              @Override
              public void received(Channel channel, byte[] message) {
                try {
                  blocked.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              @Override
              public void closed(Channel channel, String why) {}
            },
            InstantSource.system());
    ports.add(deaf);
    var client = listen(key, atClient, limits, InstantSource.system());
    var dialled = client.dial(deaf.address(), PATIENCE).get(20, TimeUnit.SECONDS);

    await().pollInterval(Duration.ofMillis(1)).until(() -> !dialled.send(message(60_000)));

    assertThat(client.figures().values().overflowed()).isPositive();
    blocked.countDown();
    await().until(() -> dialled.send(message(60_000)));
  }

  @Test
  void turnsAwayWhoLeavesHandshakesOpen() throws Exception {
    var handshakes = new Handshakes(4, 4, 1e6, 1e6, Duration.ofMillis(300));
    var limits = new LinkLimits(9, handshakes, 2_000, 100, 1 << 20);
    var port = listen(enrolled.peer(OTHER), atServer, limits, InstantSource.system());
    var sockets = new ArrayList<Socket>();
    for (int i = 0; i < 12; i++) {
      sockets.add(new Socket(port.address().getAddress(), port.address().getPort()));
    }

    await().until(() -> port.figures().values().shed() == 8);
    await().until(() -> port.figures().values().failed() == 4);
    var client = listen(enrolled.peer(ONE), atClient);
    assertThat(client.dial(port.address(), PATIENCE).get(20, TimeUnit.SECONDS)).isNotNull();
    for (var socket : sockets) socket.close();
  }

  @Test
  void saysWhyThereIsNoChannel() throws Exception {
    var gone = listen(enrolled.peer(OTHER), atServer);
    gone.close();

    var dial = listen(enrolled.peer(ONE), atClient).dial(gone.address(), PATIENCE);

    assertThatThrownBy(() -> dial.get(20, TimeUnit.SECONDS))
        .hasMessageContaining("no TLS with")
        .hasMessageContaining("onnection refused");
  }
}
