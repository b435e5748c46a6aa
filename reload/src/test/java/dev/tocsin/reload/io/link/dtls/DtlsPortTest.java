// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.net.handshake.Handshakes;
import dev.tocsin.reload.io.link.Channel;
import dev.tocsin.reload.io.link.Enrolled;
import dev.tocsin.reload.io.link.LinkCredentials;
import dev.tocsin.reload.io.link.LinkCredentials.Certified;
import dev.tocsin.reload.io.link.Listener;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import dev.tocsin.reload.wire.id.Id;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DtlsPortTest {

  private static final Id ONE = Id.parse("10000000000000000000000000000001");
  private static final Id OTHER = Id.parse("20000000000000000000000000000002");
  private static final LinkCredentials KEY =
      new LinkCredentials.Shared(Enrolled.OVERLAY, new byte[] {1, 2, 3});

  private final Enrolled enrolled = Enrolled.overlay();
  private final Listener atServer = new Listener();
  private final Listener atClient = new Listener();
  private final Ports ports = new Ports();

  @AfterEach
  void close() {
    ports.close();
  }

  private Channel dial(LinkCredentials client, LinkCredentials server) throws Exception {
    var port = ports.listen(server, atServer);
    return Ports.dial(ports.listen(client, atClient), port.address());
  }

  private static byte[] message(int bytes) {
    var message = new byte[bytes];
    for (int i = 0; i < bytes; i++) message[i] = (byte) (bytes + i);
    return message;
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
    assertThat(accepted.kind()).isEqualTo(RouteLogEntry.Link.DTLS);
    assertThat(atClient.channel()).isSameAs(dialled);
  }

  // TR-2, R-54.
  @Test
  void carriesOneMessageInEachRecordBothWays() throws Exception {
    var dialled = dial(enrolled.peer(ONE), enrolled.peer(OTHER));

    for (int bytes : new int[] {1, 500, 16_000, dialled.messageBytesMax()}) {
      assertThat(dialled.send(message(bytes))).isTrue();
      assertThat(atServer.message()).isEqualTo(message(bytes));
    }
    var accepted = atServer.channel();
    for (int bytes : new int[] {2, 501, accepted.messageBytesMax()}) {
      assertThat(accepted.send(message(bytes))).isTrue();
      assertThat(atClient.message()).isEqualTo(message(bytes));
    }
    assertThat(dialled.send(message(dialled.messageBytesMax() + 1))).isFalse();
  }

  @Test
  void sendsWhatItTookBeforeItClosesAndTellsTheOtherSide() throws Exception {
    var dialled = dial(KEY, KEY);

    for (int i = 0; i < 100; i++) assertThat(dialled.send(message(100 + i))).isTrue();
    dialled.close("all is said");

    for (int i = 0; i < 100; i++) assertThat(atServer.message()).isEqualTo(message(100 + i));
    assertThat(atServer.end()).isEqualTo("the peer closed it");
    assertThat(atClient.end()).isEqualTo("all is said");
    assertThat(dialled.send(message(9))).isFalse();
  }

  // SK-1, R-51.
  @Test
  void connectsWhoHoldsTheSameKey() throws Exception {
    var dialled = dial(KEY, KEY);

    assertThat(dialled.certificate()).isEmpty();
    assertThat(dialled.send(message(9))).isTrue();
    assertThat(atServer.message()).isEqualTo(message(9));
  }

  @Test
  void refusesAWrongKeyAndAnotherOverlaysName() throws Exception {
    assertRefused(new LinkCredentials.Shared(Enrolled.OVERLAY, new byte[] {1, 2, 4}), KEY);
    assertRefused(new LinkCredentials.Shared("other.example", new byte[] {1, 2, 3}), KEY);
    assertRefused(enrolled.peer(ONE), KEY);
    assertRefused(KEY, enrolled.peer(ONE));

    assertThat(atServer.hasChannel()).isFalse();
    assertThat(atClient.hasChannel()).isFalse();
  }

  private void assertRefused(LinkCredentials client, LinkCredentials server) throws Exception {
    var handshakes = new Handshakes(9, 9, 99, 99, Duration.ofMillis(200));
    var rules = DtlsPort.Rules.of(server, Ports.limits(9, handshakes, 100));
    var port = ports.listen(rules, atServer);
    var dial = ports.listen(client, atClient).dial(port.address(), Duration.ofMillis(200));
    assertThatThrownBy(() -> dial.get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("no DTLS with");
    Ports.await(() -> port.associations() == 0);
    assertThat(port.figures().values().completed()).isZero();
  }

  @Test
  void refusesTheServerOfAnotherAuthority() {
    assertThatThrownBy(() -> dial(enrolled.peer(ONE), Enrolled.overlay().peer(OTHER)))
        .hasMessageContaining("no authority of this overlay issued it");
  }

  @Test
  void refusesTheClientOfAnotherAuthority() {
    var foreign = new Certified(Enrolled.overlay().peer(ONE).own(), enrolled.authority().trust());

    assertThatThrownBy(() -> dial(foreign, enrolled.peer(OTHER)))
        .hasMessageContaining("unknown_ca");
    assertThat(atServer.hasChannel()).isFalse();
  }

  @Test
  void refusesWhoseCertificateIsOver() {
    var over = enrolled.peer(OTHER, Instant.now().minus(Duration.ofDays(2)));

    assertThatThrownBy(() -> dial(enrolled.peer(ONE), over))
        .hasMessageContaining("the certificate is refused: it is valid from");
    assertThatThrownBy(() -> dial(over, enrolled.peer(ONE)))
        .hasMessageContaining("certificate_expired");
  }

  @Test
  void hasNoLinksWithPasswords() {
    var password = new LinkCredentials.Password(Enrolled.OVERLAY, "open sesame");

    assertThatThrownBy(() -> DtlsPort.Rules.of(password, Ports.LIMITS))
        .hasMessageContaining("passwords are for TLS");
  }

  @Test
  void givesUpWhereNobodyAnswers() throws Exception {
    try (var silent = new DatagramSocket(Ports.ANY)) {
      var port = ports.listen(KEY, atClient);
      var remote = Ports.ANY.getAddress();
      var dial =
          port.dial(new InetSocketAddress(remote, silent.getLocalPort()), Duration.ofMillis(50));

      assertThatThrownBy(() -> dial.get(20, TimeUnit.SECONDS)).hasMessageContaining("timed out");
      Ports.await(() -> port.associations() == 0);
    }
  }

  @Test
  void endsAChannelWhoseOtherEndIsSilent() throws Exception {
    var server = ports.listen(KEY, atServer);
    var limits = Ports.LIMITS;
    var rules = new DtlsPort.Rules(KEY, limits, _ -> {}, Duration.ofMillis(20));
    var dialled = Ports.dial(ports.listen(rules, atClient), server.address());

    assertThat(atClient.end()).startsWith("the peer was silent");
    assertThat(atServer.end()).isEqualTo("the peer closed it");
    assertThat(dialled.send(message(1))).isFalse();
  }

  @Test
  void closesItsChannelsWithItself() throws Exception {
    dial(KEY, KEY);
    atServer.channel();

    ports.close();

    assertThat(atClient.end()).isNotEmpty();
    assertThat(atServer.end()).isNotEmpty();
  }

  @Test
  void replacesWhatAPeerThatBeganAnewHasLeft() throws Exception {
    var server = ports.listen(KEY, atServer);
    var client = ports.listen(KEY, atClient);
    var first = Ports.dial(client, server.address());
    atServer.channel();

    var second = Ports.dial(client, server.address());

    // Either end may be the first to know.
    assertThat(atServer.end()).containsAnyOf("took its place", "the peer closed it");
    assertThat(atClient.end()).containsAnyOf("took its place", "the peer closed it");
    assertThat(first.send(message(1))).isFalse();
    assertThat(second.send(message(2))).isTrue();
    assertThat(atServer.message()).isEqualTo(message(2));
    Ports.await(() -> server.associations() == 1);
    assertThat(server.figures().values().open()).isEqualTo(1);
  }

  @Test
  void makesOneChannelWhereBothBeginAtOnce() throws Exception {
    for (int i = 0; i < 10; i++) {
      var one = ports.listen(KEY, new Listener());
      var other = ports.listen(KEY, new Listener());

      var dialOne = one.dial(other.address(), Duration.ofSeconds(20));
      var dialOther = other.dial(one.address(), Duration.ofSeconds(20));

      var ends = dialOne.get(20, TimeUnit.SECONDS);
      var otherEnds = dialOther.get(20, TimeUnit.SECONDS);
      Ports.await(() -> one.figures().values().open() == 1);
      Ports.await(() -> other.figures().values().open() == 1);
      assertThat(ends.isDialled() && otherEnds.isDialled()).isTrue();
      assertThat(one.figures().values().failed()).isZero();
      assertThat(other.figures().values().failed()).isZero();
    }
  }

  @Test
  void givesAChannelToNobodyElseWhoDials() throws Exception {
    var server = ports.listen(KEY, atServer);
    var client = ports.listen(KEY, atClient);

    var first = client.dial(server.address(), Duration.ofSeconds(20));
    var second = client.dial(server.address(), Duration.ofSeconds(20));

    assertThatThrownBy(() -> second.get(20, TimeUnit.SECONDS))
        .hasMessageContaining("somebody else dials there");
    assertThat(first.get(20, TimeUnit.SECONDS).isDialled()).isTrue();
  }

  @Test
  void turnsAwayWhatIsBeyondItsRoom() throws Exception {
    var rules = DtlsPort.Rules.of(KEY, Ports.limits(2, Handshakes.DEFAULT, 100));
    var server = ports.listen(rules, atServer);
    for (int i = 0; i < 2; i++) Ports.dial(ports.listen(KEY, atClient), server.address());

    var dial = ports.listen(KEY, atClient).dial(server.address(), Duration.ofMillis(300));

    assertThatThrownBy(() -> dial.get(20, TimeUnit.SECONDS)).hasMessageContaining("timed out");
    assertThat(server.figures().values().shed()).isPositive();
    assertThat(server.associations()).isEqualTo(2);
    assertThatThrownBy(() -> Ports.dial(server, new InetSocketAddress("127.0.0.1", 9)))
        .hasMessageContaining("too many channels");
  }
}
