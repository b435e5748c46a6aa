// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A scrubber's web service on loopback that remembers what it is asked, and does it all.
final class Scrubber implements AutoCloseable {

  /// @param nanos when it came
  record Call(String action, JsonNode message, long nanos) {}

  private final HttpServer server;
  private final List<Call> calls = new CopyOnWriteArrayList<>();

  Scrubber() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var message = JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
          calls.add(new Call(message.path("action").asString(), message, System.nanoTime()));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /// Waits for the first call after that moment of which both are true.
  ///
  /// @param text somewhere in the message
  Call awaitCall(long sinceNanos, String action, String text) {
    return await(action + " of " + text)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .atMost(TocsinProcess.PATIENCE)
        .until(
            () ->
                calls(sinceNanos, action).stream()
                    .filter(call -> call.message().toString().contains(text))
                    .findFirst(),
            found -> found.isPresent())
        .orElseThrow();
  }

  List<Call> calls(long sinceNanos, String action) {
    return calls.stream()
        .filter(call -> call.nanos() - sinceNanos >= 0 && call.action().equals(action))
        .toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
