// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.dtls;

import dev.tocsin.base.net.SourceNet;
import dev.tocsin.base.net.handshake.HandshakeDoor;
import dev.tocsin.base.net.handshake.HandshakeRates;
import dev.tocsin.base.net.handshake.Handshakes;
import dev.tocsin.reload.io.link.Channel;
import dev.tocsin.reload.io.link.ChannelEvents;
import dev.tocsin.reload.io.link.ChannelPort;
import dev.tocsin.reload.io.link.LinkCredentials;
import dev.tocsin.reload.io.link.LinkFigures;
import dev.tocsin.reload.io.link.LinkLimits;
import dev.tocsin.reload.io.link.handshake.ClientEnd;
import dev.tocsin.reload.io.link.handshake.HandshakeSettings;
import dev.tocsin.reload.io.link.handshake.ServerEnd;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSRequest;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.TlsTimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Links over DTLS 1.2 and UDP (TR-1), all through one socket: this end dials from the address that
/// it listens at. One thread reads the socket and tells datagrams apart; every association has a
/// virtual thread. Who has not shown that he receives at his address leaves nothing here.
public final class DtlsPort implements ChannelPort {

  private static final Logger log = LoggerFactory.getLogger(DtlsPort.class);
  private static final Duration LAST_WORDS_MAX = Duration.ofSeconds(1);
  private static final int PAUSE_MILLIS = 50;

  // who answers strangers must not be of use to make others send. Anybody can say that he is
  // somebody else, so this may be used up for him: bootstrapping then takes a peer that is known.
  private static final Handshakes PLAIN = new Handshakes(100, 10, 50, 2, Duration.ofSeconds(1));

  private final UdpSocket socket;
  private final Rules rules;
  private final ChannelEvents events;
  private final HandshakeSettings settings;
  private final HandshakeDoor door;
  private final HandshakeRates plainRates = HandshakeRates.of(PLAIN);
  private final Cookies cookies;
  private final Associations associations;
  private final LinkFigures figures = new LinkFigures();
  private final CountDownLatch closed = new CountDownLatch(1);

  /// @param plain told of messages outside DTLS, which prove nothing; must not block
  /// @param silenceMax after which a channel ends
  public record Rules(
      LinkCredentials credentials,
      LinkLimits limits,
      Consumer<PlainMessage> plain,
      Duration silenceMax) {

    public Rules {
      if (credentials instanceof LinkCredentials.Password) {
        throw new IllegalArgumentException("passwords are for TLS: DTLS has no suites for them");
      }
    }

    /// Nobody takes plain messages; a channel is silent for at most five minutes.
    public static Rules of(LinkCredentials credentials, LinkLimits limits) {
      return new Rules(credentials, limits, _ -> {}, Duration.ofMinutes(5));
    }

    public Rules withPlain(Consumer<PlainMessage> taker) {
      return new Rules(credentials, limits, taker, silenceMax);
    }
  }

  private DtlsPort(UdpSocket socket, Rules rules, ChannelEvents events, InstantSource clock) {
    this.socket = socket;
    this.rules = rules;
    this.events = events;
    var handshakes = rules.limits.handshakes();
    int millis = (int) handshakes.timeMax().toMillis();
    this.settings = HandshakeSettings.of(rules.credentials, clock, true, millis);
    this.door = new HandshakeDoor(handshakes);
    this.cookies = new Cookies(socket, settings.crypto(), System.nanoTime());
    this.associations = new Associations(rules.limits.channels());
  }

  /// @param clock for the validity of certificates
  /// @throws IOException if the address is taken or not of this machine
  public static DtlsPort listen(
      InetSocketAddress address, Rules rules, ChannelEvents events, InstantSource clock)
      throws IOException {
    var port = new DtlsPort(UdpSocket.bind(address), rules, events, clock);
    // Not a virtual one: handshakes must not keep it from the processor.
    Thread.ofPlatform().daemon().name("reload-dtls-read").start(port::read);
    return port;
  }

  @Override
  public RouteLogEntry.Link kind() {
    return RouteLogEntry.Link.DTLS;
  }

  @Override
  public InetSocketAddress address() {
    return socket.address();
  }

  @Override
  public LinkFigures figures() {
    return figures;
  }

  /// Handshakes under way and channels.
  int associations() {
    return associations.size();
  }

  private void read() {
    var buffer = UdpSocket.buffer();
    while (!socket.isClosed()) {
      try {
        socket.receive(buffer, this::take);
      } catch (IOException e) {
        if (!socket.isClosed() && isOverAfterPause()) return;
      } catch (RuntimeException e) {
        figures.malformed();
        log.debug("a datagram that cannot be read", e);
      }
    }
  }

  private boolean isOverAfterPause() {
    try {
      return closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void take(InetSocketAddress from, byte[] datagram) {
    var beginning = associations.beginning(from);
    var standing = associations.standing(from);
    switch (DatagramSort.of(datagram)) {
      case HELLO -> hello(from, datagram);
      // Behind a handshake, a repeated end of it makes this end repeat its own.
      case OPENING -> pass(datagram, beginning != null ? beginning : standing, null);
      case PROTECTED -> pass(datagram, beginning, standing);
      case PLAIN -> plain(from, datagram);
      case OTHER -> figures.malformed();
    }
  }

  private void pass(byte[] datagram, @Nullable Association one, @Nullable Association other) {
    if (one != null) one.end().put(datagram);
    if (other != null) other.end().put(datagram);
    if (one == null && other == null) figures.discarded();
  }

  private void plain(InetSocketAddress from, byte[] message) {
    var source = SourceNet.of(from.getAddress());
    if (!plainRates.allows(source)) {
      figures.limited();
      return;
    }
    plainRates.began(source);
    rules.plain.accept(new PlainMessage(from, message));
  }

  /// Answers a {@link PlainMessage}, or looks for somebody to link with.
  ///
  /// @throws IOException if the network takes nothing for there
  public void sendPlain(byte[] message, InetSocketAddress to) throws IOException {
    socket.send(message, 0, message.length, to);
  }

  private void hello(InetSocketAddress from, byte[] datagram) {
    byte[] random = DatagramSort.random(datagram);
    var beginning = associations.beginning(from);
    if (beginning != null && beginning.wasBegunBy(random)) {
      beginning.end().put(datagram);
      return;
    }
    var standing = associations.standing(from);
    boolean isLate = standing != null && standing.wasBegunBy(random);
    if (isLate || beginning != null && beginning.goesBefore(random)) {
      figures.discarded();
      return;
    }
    cookies
        .verified(from, datagram, System.nanoTime())
        .ifPresent(request -> accept(from, request, random, beginning));
  }

  private void accept(
      InetSocketAddress from, DTLSRequest request, byte[] random, @Nullable Association instead) {
    var source = SourceNet.of(from.getAddress());
    if (!figures.isIn(door.enter(source))) return;
    var end = new RemoteEnd(socket, from, figures);
    var outcome = instead == null ? new Outcome() : instead.outcome();
    var accepted = new Association(end, each -> accepted(each, request), random, outcome);
    if (instead != null && !instead.yieldsTo(random)) {
      door.leave(source);
      figures.discarded();
    } else if (associations.begins(accepted, instead)) {
      start(accepted, () -> door.leave(source));
    } else {
      door.leave(source);
      figures.shed();
    }
  }

  private DtlsChannel.Agreed accepted(RemoteEnd end, DTLSRequest request) throws IOException {
    var server = new ServerEnd(settings);
    var records = new DTLSServerProtocol().accept(server, end, request);
    return new DtlsChannel.Agreed(records, server.certificate());
  }

  /// A channel that stands with that address ends as soon as the new one does. Where the other end
  /// dials, too, one channel comes of both.
  @Override
  public CompletableFuture<Channel> dial(InetSocketAddress remote, Duration patience) {
    if (closed.getCount() == 0) return noChannel(remote, "the port is closed");
    if (remote.isUnresolved()) return noChannel(remote, "a name without an address");
    var timed = settings.withTime((int) patience.toMillis());
    var end = new RemoteEnd(socket, remote, figures);
    var outcome = new Outcome();
    boolean unused = outcome.dial();
    var dialled = new Association(end, each -> dialled(each, timed), null, outcome);
    if (associations.begins(dialled, null)) {
      start(dialled, () -> {});
      return outcome.channel();
    }
    var other = associations.beginning(remote);
    if (other == null) return noChannel(remote, "there are too many channels");
    return other.outcome().dial()
        ? other.outcome().channel()
        : noChannel(remote, "somebody else dials there");
  }

  private static CompletableFuture<Channel> noChannel(InetSocketAddress remote, String why) {
    return CompletableFuture.failedFuture(new IOException("no DTLS with " + remote + ": " + why));
  }

  private static DtlsChannel.Agreed dialled(RemoteEnd end, HandshakeSettings settings)
      throws IOException {
    var client = new ClientEnd(settings);
    var records = new DTLSClientProtocol().connect(client, end);
    return new DtlsChannel.Agreed(records, client.certificate());
  }

  private void start(Association association, Runnable shaken) {
    var unused = Thread.ofVirtual().name("reload-dtls").start(() -> run(association, shaken));
  }

  private void run(Association association, Runnable shaken) {
    try {
      var agreed = shake(association, shaken);
      if (agreed != null) run(association, agreed);
    } finally {
      associations.ended(association);
    }
  }

  /// @return null if it failed
  private DtlsChannel.@Nullable Agreed shake(Association association, Runnable shaken) {
    try {
      return association.shake();
    } catch (IOException | RuntimeException e) {
      if (association.hasGivenWay()) return null;
      figures.failed();
      var remote = association.end().remote();
      log.debug("no DTLS with {}", remote, e);
      var why = new IOException("no DTLS with " + remote + ": " + reason(e), e);
      association.outcome().channel().completeExceptionally(why);
      return null;
    } finally {
      shaken.run();
    }
  }

  // What cannot be decrypted is passed over in silence.
  private @Nullable String reason(Exception failure) {
    return failure instanceof TlsTimeoutException
            && rules.credentials instanceof LinkCredentials.Shared
        ? failure.getMessage() + ": nobody answers, or it holds another key"
        : failure.getMessage();
  }

  private void run(Association association, DtlsChannel.Agreed agreed) {
    if (association.hasGivenWay()) return;
    var end = association.end();
    boolean isDialled = association.outcome().settle();
    var channel = new DtlsChannel(agreed, isDialled, end, rules, figures);
    figures.completed();
    end.open();
    association.stands(channel);
    associations.stands(association);
    events.opened(channel);
    association.outcome().channel().complete(channel);
    channel.run(events);
  }

  @Override
  public void close() {
    if (closed.getCount() == 0) return;
    closed.countDown();
    associations.close("this port was closed", LAST_WORDS_MAX);
    socket.close();
  }
}
