// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.bytes.WireException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

final class ControlServerTest {

  @TempDir Path folder;

  private final CountDownLatch gone = new CountDownLatch(1);

  /// Answers `say` with its text, and `watch` with two replies; knows nothing else.
  private final ControlServer.Desk echo =
      new ControlServer.Desk() {
        @Override
        public void order(long connection, JsonNode order, ControlServer.Replies replies) {
          switch (OrderMembers.string(OrderMembers.object(order), "command")) {
            case "say" -> replies.send(done(order.path("text").asString(), true));
            case "watch" -> {
              replies.send(done("one", false));
              replies.send(done("two", true));
            }
            case String other -> throw new WireException("unknown command '" + other + "'");
          }
        }

        @Override
        public void gone(long connection) {
          gone.countDown();
        }
      };

  @Test
  void answersOneCommandAfterTheOther() throws IOException {
    try (var _ = ControlServer.open(socket(), echo);
        var client = ControlClient.connect(socket())) {
      client.send(say("ä"));
      assertThat(client.receive().orElseThrow().path("text").asString()).isEqualTo("ä");

      client.send(order("watch"));
      assertThat(client.receive().orElseThrow().path("last").asBoolean()).isFalse();
      assertThat(client.receive().orElseThrow().path("last").asBoolean()).isTrue();
    }
  }

  @Test
  void refusesALineThatIsNoCommandAndGoesOn() throws IOException {
    try (var _ = ControlServer.open(socket(), echo);
        var client = ControlClient.connect(socket())) {
      client.send(order("fly"));
      assertThat(client.receive().orElseThrow().path("reason").asString()).contains("fly");

      client.send(say("web"));
      assertThat(client.receive().orElseThrow().path("text").asString()).isEqualTo("web");
    }
  }

  @Test
  void tellsTheDeskWhoHungUp() throws Exception {
    try (var _ = ControlServer.open(socket(), echo)) {
      ControlClient.connect(socket()).close();
      assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void answersWhatWasAskedBeforeAHalfClose() throws Exception {
    // given: a desk that answers later than the peer closes its side
    var asked = new LinkedBlockingQueue<ControlServer.Replies>();
    try (var _ = ControlServer.open(socket(), later(asked));
        var client = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
      var lines = "{\"command\":\"list\"}\nno JSON\n{\"command\":\"session\"}";
      client.write(ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8)));
      client.shutdownOutput();
      for (var text : List.of("first", "second")) {
        var replies = asked.poll(10, TimeUnit.SECONDS);
        assertThat(replies).isNotNull();
        replies.send(done(text, true));
      }

      // when
      var received =
          new String(Channels.newInputStream(client).readAllBytes(), StandardCharsets.UTF_8);

      // then: all of it, and the end
      assertThat(received.lines().map(String::strip))
          .hasSize(3)
          .anyMatch(line -> line.contains("not JSON"))
          .anyMatch(line -> line.contains("first"))
          .anyMatch(line -> line.contains("second"));
      assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void noticesThatNobodyWaitsForAReplyAnyMore() throws Exception {
    var asked = new LinkedBlockingQueue<ControlServer.Replies>();
    try (var _ = ControlServer.open(socket(), later(asked))) {
      // when: the order is never answered
      try (var client = ControlClient.connect(socket())) {
        client.send(order("watch"));
        assertThat(asked.poll(10, TimeUnit.SECONDS)).isNotNull();
      }

      // then
      assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private ControlServer.Desk later(LinkedBlockingQueue<ControlServer.Replies> asked) {
    return new ControlServer.Desk() {
      @Override
      public void order(long connection, JsonNode order, ControlServer.Replies replies) {
        asked.add(replies);
      }

      @Override
      public void gone(long connection) {
        gone.countDown();
      }
    };
  }

  @Test
  void isOpenToItsOwnerOnly() throws IOException {
    try (var _ = ControlServer.open(socket(), echo)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
          .isEqualTo("rw-------");
    }
    assertThat(socket()).doesNotExist();
  }

  @Test
  void refusesTheSocketOfALivingDaemon() {
    try (var _ = ControlServer.open(socket(), echo)) {
      assertThatThrownBy(() -> ControlServer.open(socket(), echo))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("another process");
    }
  }

  @Test
  void takesOverTheSocketOfADeadOne() throws IOException {
    var dead = java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX);
    dead.bind(java.net.UnixDomainSocketAddress.of(socket()));
    dead.close();

    try (var _ = ControlServer.open(socket(), echo);
        var client = ControlClient.connect(socket())) {
      client.send(say("web"));
      assertThat(client.receive()).isPresent();
    }
  }

  @Test
  void leavesAloneWhatIsNoSocket() throws IOException {
    Files.writeString(socket(), "somebody's only copy");

    assertThatThrownBy(() -> ControlServer.open(socket(), echo))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(socket().toString());
    assertThat(socket()).content().isEqualTo("somebody's only copy");
  }

  @Test
  void leavesNothingBesideItsSocket() throws IOException {
    try (var _ = ControlServer.open(socket(), echo);
        var files = Files.list(folder)) {
      assertThat(files).containsExactly(socket());
    }
  }

  @Test
  void endsAConnectionWhoseLineHasNoEnd() throws Exception {
    try (var _ = ControlServer.open(socket(), echo);
        var client = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
      // when: not all of it may be taken
      var line = ByteBuffer.allocate(100_000);
      assertThatThrownBy(
              () -> {
                while (true) client.write(line.clear());
              })
          .isInstanceOf(IOException.class);

      // then
      assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static ObjectNode order(String command) {
    return JsonNodeFactory.instance.objectNode().put("command", command);
  }

  private static ObjectNode say(String text) {
    return order("say").put("text", text);
  }

  private static ObjectNode done(String text, boolean isLast) {
    return JsonNodeFactory.instance.objectNode().put("text", text).put("last", isLast);
  }

  private Path socket() {
    return folder.resolve("control.sock");
  }
}
