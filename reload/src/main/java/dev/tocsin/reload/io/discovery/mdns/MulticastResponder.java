// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.discovery.mdns;

import dev.tocsin.base.time.TokenBucket;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/// Tells the neighbours on one link where an enrolment server is (RFC 6762). A thread of its own
/// reads questions and answers so many a second at most.
public final class MulticastResponder implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(MulticastResponder.class);

  private static final double ANSWERS_PER_SECOND = 20;
  private static final double ANSWERS_AT_ONCE = 40;
  private static final int UNICAST = 0x8000;

  private final MulticastSocket socket;
  private final NetworkInterface link;
  private final MulticastPort port;
  private final MulticastAnswers answers;
  private final InstantSource clock;
  private final TokenBucket budget = new TokenBucket(ANSWERS_PER_SECOND, ANSWERS_AT_ONCE);

  private MulticastResponder(
      MulticastSocket socket,
      NetworkInterface link,
      MulticastPort port,
      MulticastAnswers answers,
      InstantSource clock) {
    this.socket = socket;
    this.link = link;
    this.port = port;
    this.answers = answers;
    this.clock = clock;
  }

  /// Answers when it returns.
  ///
  /// @throws IOException if the port is taken, or the interface has no multicast
  public static MulticastResponder start(
      LocalEnrolment server, NetworkInterface link, MulticastPort port, InstantSource clock)
      throws IOException {
    var socket = MulticastSockets.open(port.number());
    try {
      join(socket, link, port);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    var responder = new MulticastResponder(socket, link, port, new MulticastAnswers(server), clock);
    responder.say(responder.answers.announcement(false));
    Thread.ofVirtual().name("mdns-" + link.getName()).start(responder::serve);
    return responder;
  }

  private static void join(MulticastSocket socket, NetworkInterface link, MulticastPort port)
      throws IOException {
    int joined = 0;
    var failure = new IOException("expected an address on " + link.getName() + ", found none");
    for (var group : port.addresses()) {
      try {
        socket.joinGroup(group, link);
        joined++;
      } catch (IOException e) {
        // An interface need not have addresses of both families.
        failure.addSuppressed(e);
      }
    }
    if (joined == 0) throw failure;
  }

  private void serve() {
    var neighbours = OnLink.of(List.of(link));
    var buffer = new byte[MulticastSockets.MESSAGE_BYTES_MAX];
    while (!socket.isClosed()) {
      var packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
      } catch (SocketException e) {
        if (!socket.isClosed()) log.warn("multicast DNS on {} ends", link.getName(), e);
        return;
      } catch (IOException e) {
        log.warn("multicast DNS on {} ends", link.getName(), e);
        return;
      }
      if (neighbours.has(packet.getAddress())) {
        MulticastSockets.read(packet).ifPresent(query -> answer(query, packet));
      }
    }
  }

  private void answer(Message query, DatagramPacket from) {
    // RFC 6762 §6.7: who asks from another port is a plain resolver.
    boolean isLegacy = from.getPort() != port.number();
    var message = answers.to(query, isLegacy);
    if (message.isEmpty() || !budget.take(clock.instant())) return;
    if (isLegacy || isForOneOnly(query)) {
      sendBack(message.get(), from);
    } else {
      say(message.get());
    }
  }

  // RFC 6762 §5.4.
  private static boolean isForOneOnly(Message query) {
    return query.getSection(Section.QUESTION).stream()
        .mapToInt(Record::getDClass)
        .allMatch(each -> each == (UNICAST | DClass.IN));
  }

  private void sendBack(Message message, DatagramPacket from) {
    byte[] bytes = message.toWire();
    try {
      socket.send(new DatagramPacket(bytes, bytes.length, from.getSocketAddress()));
    } catch (IOException e) {
      log.debug("an answer to {} was not sent", from.getSocketAddress(), e);
    }
  }

  private void say(Message message) {
    if (!MulticastSockets.send(socket, link, port.addresses(), message)) {
      log.warn("nothing can be said by multicast on {}", link.getName());
    }
  }

  /// Says that the server is gone.
  @Override
  public void close() {
    if (socket.isClosed()) return;
    say(answers.announcement(true));
    socket.close();
  }
}
