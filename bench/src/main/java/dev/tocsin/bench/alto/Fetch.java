// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.alto;

import dev.tocsin.bench.measure.BenchException;
import dev.tocsin.bench.peer.RunningServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Asks a server on this machine now and then, outside of what is measured.
final class Fetch {

  private static final long READY_NANOS = Duration.ofSeconds(120).toNanos();
  private static final int TICK_MILLIS = 2;

  private Fetch() {}

  static String uri(boolean isTls, int port, String path) {
    return "%s://127.0.0.1:%d%s".formatted(isTls ? "https" : "http", port, path);
  }

  static HttpResponse<byte[]> get(int port, String path) {
    try (var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(uri(false, port, path))).build();
      var response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw new BenchException(path + " is answered with " + response.statusCode());
      }
      return response;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /// Waits until somebody listens.
  static void awaitListening(RunningServer server, int port) {
    long deadline = System.nanoTime() + READY_NANOS;
    while (true) {
      try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException notYet) {
        if (!server.isRunning()) throw new BenchException("it ended: " + server.lastWords());
        if (System.nanoTime() - deadline > 0) {
          throw new BenchException("it does not listen: " + server.lastWords());
        }
        pause(Duration.ofMillis(TICK_MILLIS));
      }
    }
  }

  static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port", e);
    }
  }
}
