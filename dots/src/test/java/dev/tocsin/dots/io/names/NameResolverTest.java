// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.names;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.Prefix;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class NameResolverTest {

  private static final int TTL_SECONDS = 1_800;

  private final LinkedBlockingQueue<NameResolver.Answer> answers = new LinkedBlockingQueue<>();

  @Test
  void holdsAnAnswerForAsLongAsItsRecordsSay() throws Exception {
    var answer = asked(query -> answered(query, Rcode.NOERROR, 1));

    assertThat(answer.addresses()).containsExactly(Prefix.parse("192.0.2.1"));
    assertThat(answer.ttl()).isEqualTo(Duration.ofSeconds(TTL_SECONDS));
  }

  @Test
  void asksSoonAgainWhenOnlyHalfOfTheAnswerCame() throws Exception {
    var answer =
        asked(
            query ->
                query.getQuestion().getType() == Type.AAAA
                    ? answered(query, Rcode.SERVFAIL, 0)
                    : answered(query, Rcode.NOERROR, 1));

    assertThat(answer.addresses()).containsExactly(Prefix.parse("192.0.2.1"));
    assertThat(answer.ttl()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void givesAnEmptyAnswerForANameThatDoesNotExist() throws Exception {
    assertThat(asked(query -> answered(query, Rcode.NXDOMAIN, 0)).addresses()).isEmpty();
  }

  @Test
  void aDomainWithManyDeadNamesDoesNotStarveAnother() throws Exception {
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        var resolver = new NameResolver(Optional.of(at(socket)))) {
      // given: more names that nobody answers for than there are places
      Thread.startVirtualThread(() -> serve(socket, NameResolverTest::answeredUnlessDead));
      for (int i = 0; i < 3_000; i++) {
        resolver.resolve("loud", "n" + i + ".dead.example", _ -> {});
      }

      // when
      resolver.resolve("quiet", "victim.example", answers::add);

      // then: sooner than the first dead name fails
      var answer = answers.poll(4, TimeUnit.SECONDS);
      assertThat(answer).isNotNull();
      assertThat(answer.addresses()).hasSize(1);
    }
  }

  private static @Nullable Message answeredUnlessDead(Message query) {
    var dead = query.getQuestion().getName().toString().endsWith("dead.example.");
    return dead ? null : answered(query, Rcode.NOERROR, 1);
  }

  private NameResolver.Answer asked(Function<Message, @Nullable Message> server) throws Exception {
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        var resolver = new NameResolver(Optional.of(at(socket)))) {
      Thread.startVirtualThread(() -> serve(socket, server));
      resolver.resolve("customer", "victim.example", answers::add);
      var answer = answers.poll(30, TimeUnit.SECONDS);
      assertThat(answer).isNotNull();
      return answer;
    }
  }

  private static InetSocketAddress at(DatagramSocket socket) {
    return new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
  }

  private static void serve(DatagramSocket socket, Function<Message, @Nullable Message> server) {
    var packet = new DatagramPacket(new byte[1_500], 1_500);
    try {
      while (true) {
        socket.receive(packet);
        var query = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
        var answer = server.apply(query);
        if (answer == null) continue;
        var bytes = answer.toWire();
        socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  /// @param addresses for a query of IPv4 addresses; there are no others
  private static Message answered(Message query, int code, int addresses) {
    var answer = new Message(query.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setRcode(code);
    var question = query.getQuestion();
    answer.addRecord(question, Section.QUESTION);
    if (question.getType() != Type.A) return answer;
    for (var i = 1; i <= addresses; i++) {
      var address = address(i);
      answer.addRecord(
          new ARecord(question.getName(), DClass.IN, TTL_SECONDS, address), Section.ANSWER);
    }
    return answer;
  }

  private static InetAddress address(int number) {
    try {
      return InetAddress.getByAddress(
          new byte[] {(byte) 192, 0, (byte) (2 + number / 256), (byte) number});
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
