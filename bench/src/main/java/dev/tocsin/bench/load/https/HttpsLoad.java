// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load.https;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tocsin.base.identity.OwnKey;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
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

  private static final int BUFFER_BYTES = 32 << 10;
  private static final int HEAD_BYTES_MAX = 8 << 10;
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
      var in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
      var head = Head.read(in);
      byte[] body = in.readNBytes(head.bodyBytes());
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
      var in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
      for (long n = 0; !isClosed.get(); n++) {
        out.write(requests.next(connection, n));
        var head = Head.read(in);
        if (head.isSuccess()) {
          in.skipNBytes(head.bodyBytes());
          answered.incrementAndGet();
        } else {
          refused(head.status() + " " + new String(in.readNBytes(head.bodyBytes()), ISO_8859_1));
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

  /// @param bodyBytes that follow
  private record Head(int status, int bodyBytes) {

    boolean isSuccess() {
      return status / 100 == 2;
    }

    static Head read(InputStream in) throws IOException {
      var text = new StringBuilder(256);
      while (text.lastIndexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0 || text.length() > HEAD_BYTES_MAX) throw new IOException("no answer");
        text.append((char) next);
      }
      int bytes = 0;
      for (var line : text.toString().split("\r\n")) {
        if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
          bytes = Integer.parseInt(line.substring(15).strip());
        }
        if (line.regionMatches(true, 0, "Transfer-Encoding:", 0, 18)) {
          throw new IOException("expected an answer of known length");
        }
      }
      return new Head(Integer.parseInt(text.substring(9, 12)), bytes);
    }
  }
}
