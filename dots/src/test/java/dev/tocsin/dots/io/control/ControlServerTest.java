// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.dots.core.client.ClientCommand;
import dev.tocsin.dots.core.client.ClientReply;
import dev.tocsin.dots.io.control.ControlCommands.Order;
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
import tools.jackson.databind.node.JsonNodeFactory;

final class ControlServerTest {

  @TempDir Path folder;

  private final CountDownLatch gone = new CountDownLatch(1);

  /// Answers `withdraw` with its label, and `watch` with two replies.
  private final ControlServer.Agent echo =
      new ControlServer.Agent() {
        @Override
        public void order(long connection, Order order, ControlServer.Replies replies) {
          if (!(order instanceof Order.Command(var command))) return;
          if (command instanceof ClientCommand.Watch) {
            replies.send(ControlReplies.write(new ClientReply.Done("one"), false));
            replies.send(ControlReplies.write(new ClientReply.Done("two"), true));
          } else if (command instanceof ClientCommand.Withdraw(var label)) {
            replies.send(ControlReplies.write(new ClientReply.Done(label), true));
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
      client.send(ControlCommands.write(new ClientCommand.Withdraw("ä")));
      assertThat(client.receive().orElseThrow().path("text").asString()).isEqualTo("ä");

      client.send(ControlCommands.write(new ClientCommand.Watch()));
      assertThat(client.receive().orElseThrow().path("last").asBoolean()).isFalse();
      assertThat(client.receive().orElseThrow().path("last").asBoolean()).isTrue();
    }
  }

  @Test
  void refusesALineThatIsNoCommandAndGoesOn() throws IOException {
    try (var _ = ControlServer.open(socket(), echo);
        var client = ControlClient.connect(socket())) {
      client.send(JsonNodeFactory.instance.objectNode().put("command", "fly"));
      assertThat(client.receive().orElseThrow().path("reason").asString()).contains("fly");

      client.send(ControlCommands.write(new ClientCommand.Withdraw("web")));
      assertThat(client.receive().orElseThrow().path("text").asString()).isEqualTo("web");
    }
  }

  @Test
  void tellsTheAgentWhoHungUp() throws Exception {
    try (var _ = ControlServer.open(socket(), echo)) {
      ControlClient.connect(socket()).close();
      assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void answersWhatWasAskedBeforeAHalfClose() throws Exception {
    // given: an agent that answers later than the peer closes its side
    var asked = new LinkedBlockingQueue<ControlServer.Replies>();
    try (var _ = ControlServer.open(socket(), later(asked));
        var client = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
      var lines = "{\"command\":\"list\"}\n{\"command\":\"fly\"}\n{\"command\":\"session\"}";
      client.write(ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8)));
      client.shutdownOutput();
      for (var text : List.of("first", "second")) {
        var replies = asked.poll(10, TimeUnit.SECONDS);
        assertThat(replies).isNotNull();
        replies.send(ControlReplies.write(new ClientReply.Done(text), true));
      }

      // when
      var received =
          new String(Channels.newInputStream(client).readAllBytes(), StandardCharsets.UTF_8);

      // then: all of it, and the end
      assertThat(received.lines().map(String::strip))
          .hasSize(3)
          .anyMatch(line -> line.contains("fly"))
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
        client.send(ControlCommands.write(new ClientCommand.Watch()));
        assertThat(asked.poll(10, TimeUnit.SECONDS)).isNotNull();
      }

      // then
      assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private ControlServer.Agent later(LinkedBlockingQueue<ControlServer.Replies> asked) {
    return new ControlServer.Agent() {
      @Override
      public void order(long connection, Order order, ControlServer.Replies replies) {
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
  void refusesTheSocketOfALivingAgent() {
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
      client.send(ControlCommands.write(new ClientCommand.Withdraw("web")));
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

  private Path socket() {
    return folder.resolve("control.sock");
  }
}
