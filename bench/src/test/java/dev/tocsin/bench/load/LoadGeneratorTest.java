// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.identity.SharedSecrets;
import dev.tocsin.bench.load.dtls.Credential;
import dev.tocsin.bench.peer.EchoServer;
import dev.tocsin.bench.peer.Keys;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Against the echo server, in this process.
@Timeout(60)
final class LoadGeneratorTest {

  @TempDir private Path folder;
  private Keys keys;
  private InetSocketAddress server;

  @BeforeEach
  void startServer() throws IOException {
    keys = Keys.create(folder, Instant.now());
    int port = freePort();
    EchoServer.main(new String[] {folder.toString(), Integer.toString(port)});
    server = new InetSocketAddress("127.0.0.1", port);
  }

  @Test
  void keepsPuttingFromEverySession() {
    try (var run = withCertificates().put(PutPlan.mitigations(3, 4, PutPlan.halfNew(0)))) {
      while (run.counts().answered() < 500) Thread.onSpinWait();

      assertThat(run.counts().refused()).isZero();
      assertThat(run.counts().refusal()).isEmpty();
      assertThat(run.latencyMicros(0.99)).isPositive();
    }
  }

  @Test
  void opensSessionsAgainAndAgain() {
    for (boolean resumed : new boolean[] {false, true}) {
      try (var run = withCertificates().handshakes(2, resumed)) {
        while (run.counts().done() < 20) Thread.onSpinWait();

        assertThat(run.counts())
            .extracting(HandshakeRun.Counts::failed, HandshakeRun.Counts::failure)
            .containsExactly(0L, "");
      }
    }
  }

  @Test
  void opensSessionsWithAPreSharedKey() {
    try (var open = new LoadGenerator(server, new Credential.SharedKey(keys.secret())).open(40)) {
      open.await(Duration.ofSeconds(50));
    }
  }

  @Test
  void saysWhyASessionCannotBeOpened() {
    var wrong = new Credential.SharedKey(SharedSecrets.generate("nobody"));

    try (var open = new LoadGenerator(server, wrong).open(1)) {
      assertThatThrownBy(() -> open.await(Duration.ofSeconds(2)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("1 of 1 sessions");
    }
  }

  private LoadGenerator withCertificates() {
    return new LoadGenerator(server, new Credential.Certificate(keys.client()));
  }

  private static int freePort() throws IOException {
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
