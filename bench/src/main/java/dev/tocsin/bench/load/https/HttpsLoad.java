// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load.https;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tocsin.base.identity.OwnKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;

/// Requests without end over a few connections (HTTP/1.1 over TLS), each with one under way at a
/// time, on a thread of its own. Bodies of answers are counted and thrown away.
public final class HttpsLoad implements AutoCloseable {

  private static final int ANSWER_MILLIS = 30_000;

  private final SSLContext tls;
  private final InetSocketAddress server;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicBoolean isClosed = new AtomicBoolean();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicReference<String> refusal = new AtomicReference<>("");

  /// What a connection asks.
  public interface Requests {
    /// @param n counted from 0 on each connection
    /// @return the whole request, as {@link HttpsLoad#request} makes it
    byte[] next(int connection, long n);
  }

  /// @param refused answers that were no success, and connections that failed
  /// @param refusal the first of them; empty if there was none
  public record Counts(long answered, long refused, String refusal) {}

  public HttpsLoad(InetSocketAddress server, OwnKey own) {
    this.server = server;
    try {
      tls = Unchecked.context(own);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("TLS from keys in memory can be made", e);
    }
  }

  /// The bytes of a request; without a body if that is empty.
  public static byte[] request(String method, String path, String body) {
    var head = method + " " + path + " HTTP/1.1\r\nHost: bench\r\n";
    if (!body.isEmpty()) {
      head +=
          "Content-Type: application/yang-data+json\r\nContent-Length: " + body.length() + "\r\n";
    }
    return (head + "\r\n" + body).getBytes(ISO_8859_1);
  }

  /// Asks once and waits.
  ///
  /// @return the body of the answer
  /// @throws IOException if it is no success
  public byte[] ask(byte[] request) throws IOException {
    try (var socket = connect()) {
      socket.getOutputStream().write(request);
      var in = new Answers(socket.getInputStream());
      var head = in.head();
      byte[] body = in.body(head);
      if (!head.isSuccess())
        throw new IOException(head.status() + " " + new String(body, ISO_8859_1));
      return body;
    }
  }

  public HttpsLoad start(int connections, Requests requests) {
    for (int i = 0; i < connections; i++) {
      int connection = i;
      threads.add(
          Thread.ofPlatform().daemon().name("load-", i).start(() -> work(connection, requests)));
    }
    return this;
  }

  public Counts counts() {
    return new Counts(answered.get(), refused.get(), refusal.get());
  }

  private void work(int connection, Requests requests) {
    try (var socket = connect()) {
      var out = socket.getOutputStream();
      var in = new Answers(socket.getInputStream());
      for (long n = 0; !isClosed.get(); n++) {
        out.write(requests.next(connection, n));
        var head = in.head();
        if (head.isSuccess()) {
          in.skipBody(head);
          answered.incrementAndGet();
        } else {
          refused(head.status() + " " + new String(in.body(head), ISO_8859_1));
        }
      }
    } catch (IOException e) {
      if (!isClosed.get()) refused(String.valueOf(e.getMessage()));
    }
  }

  private void refused(String reason) {
    // First, so that whoever sees the count finds the reason.
    refusal.compareAndSet("", reason);
    refused.incrementAndGet();
  }

  private Socket connect() throws IOException {
    var socket = tls.getSocketFactory().createSocket(server.getAddress(), server.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(ANSWER_MILLIS);
    return socket;
  }

  @Override
  public void close() {
    isClosed.set(true);
    try {
      for (var thread : threads) thread.join(ANSWER_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
