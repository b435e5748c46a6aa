// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.observe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tocsin.base.config.ConfigException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Metrics and health over HTTP, on loopback only: `/metrics` in Prometheus's text format,
/// `/healthz` and `/readyz` with 200 or 503 and every check as JSON.
public final class ObserveServer implements AutoCloseable {

  private static final int THREADS_MAX = 4;
  private static final int WAITING_MAX = 32;

  static {
    // The JDK's server takes its bounds from properties alone, once, when it is first used.
    setUnlessSet("jdk.httpserver.maxConnections", "64");
    setUnlessSet("sun.net.httpserver.maxReqTime", "10");
    setUnlessSet("sun.net.httpserver.maxRspTime", "30");
    setUnlessSet("sun.net.httpserver.maxReqHeaders", "50");
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) System.setProperty(property, value);
  }

  private final HttpServer server;
  private final ThreadPoolExecutor threads;

  private ObserveServer(HttpServer server) {
    this.server = server;
    this.threads =
        new ThreadPoolExecutor(
            THREADS_MAX,
            THREADS_MAX,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_MAX),
            Thread.ofPlatform().daemon().name("observe-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /// @param address on loopback; port 0 takes a free one
  /// @throws ConfigException if the address is not on loopback or cannot be bound
  public static ObserveServer start(InetSocketAddress address, Metrics metrics, Health health) {
    if (address.isUnresolved() || !address.getAddress().isLoopbackAddress()) {
      throw new ConfigException("metrics are served on loopback only, not on " + address);
    }
    try {
      var http = HttpServer.create(address, WAITING_MAX);
      var observe = new ObserveServer(http);
      http.setExecutor(observe.threads);
      http.createContext("/", exchange -> observe.answer(exchange, metrics, health));
      http.start();
      return observe;
    } catch (IOException e) {
      throw new ConfigException("metrics cannot be served on " + address + ": " + e.getMessage());
    }
  }

  /// Where it listens, with the real port.
  public InetSocketAddress local() {
    return server.getAddress();
  }

  private record Page(int status, String type, String body) {}

  private void answer(HttpExchange exchange, Metrics metrics, Health health) throws IOException {
    try (exchange) {
      var method = exchange.getRequestMethod();
      var page =
          method.equals("GET") || method.equals("HEAD")
              ? page(exchange.getRequestURI().getPath(), metrics, health)
              : text(405, "only GET is served here\n");
      var body = page.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", page.type());
      if (method.equals("HEAD")) {
        exchange.sendResponseHeaders(page.status(), -1);
      } else {
        exchange.sendResponseHeaders(page.status(), body.length);
        exchange.getResponseBody().write(body);
      }
    }
  }

  private static Page page(String path, Metrics metrics, Health health) {
    return switch (path) {
      case "/metrics" ->
          new Page(200, "text/plain; version=0.0.4; charset=utf-8", metrics.scrape());
      case "/healthz" -> health(health::reportAlive);
      case "/readyz" -> health(health::reportReady);
      case "/" -> text(200, "/metrics\n/healthz\n/readyz\n");
      default -> text(404, "nothing is served here but /metrics, /healthz and /readyz\n");
    };
  }

  private static Page health(Supplier<Health.Report> ask) {
    var report = ask.get();
    var verdict = report.verdict();
    var line = new JsonLine().field("status", verdict.name().toLowerCase(Locale.ROOT));
    report.checks().forEach((name, result) -> line.field("check." + name, result));
    return new Page(verdict == Health.Verdict.FAILING ? 503 : 200, "application/json", line.text());
  }

  private static Page text(int status, String body) {
    return new Page(status, "text/plain; charset=utf-8", body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
