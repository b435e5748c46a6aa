// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load.https;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.bench.peer.BareJetty;
import dev.tocsin.bench.peer.Keys;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Against the bare Jetty, in this process.
@Timeout(60)
final class HttpsLoadTest {

  private static final byte[] GET = HttpsLoad.request("GET", "/anything", "");

  @TempDir private Path folder;
  private final byte[] answer = new byte[100_000];
  private InetSocketAddress server;
  private Keys keys;

  @BeforeEach
  void startServer() throws Exception {
    keys = Keys.create(folder, Instant.now());
    var file = Files.write(folder.resolve("answer"), answer);
    int port = freePort();
    BareJetty.main(new String[] {folder.toString(), Integer.toString(port), file.toString()});
    server = new InetSocketAddress("127.0.0.1", port);
  }

  @Test
  void asksOverAndOverOnEveryConnection() throws IOException {
    assertThat(new HttpsLoad(server, keys.client()).ask(GET)).isEqualTo(answer);
    HttpsLoad.Requests mixed =
        (_, n) -> n % 2 == 0 ? GET : HttpsLoad.request("POST", "/lists", "{\"n\":" + n + "}");

    try (var load = new HttpsLoad(server, keys.client()).start(3, mixed)) {
      while (load.counts().answered() < 200) Thread.onSpinWait();

      assertThat(load.counts().refused()).isZero();
      assertThat(load.counts().refusal()).isEmpty();
    }
  }

  @Test
  void saysThatItCannotReachAServer() throws IOException {
    var nobody = new HttpsLoad(new InetSocketAddress("127.0.0.1", freePort()), keys.client());

    assertThatThrownBy(() -> nobody.ask(GET)).isInstanceOf(IOException.class);
    try (var load = nobody.start(1, (_, _) -> GET)) {
      while (load.counts().refused() == 0) Thread.onSpinWait();

      assertThat(load.counts().refusal()).isNotEmpty();
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
