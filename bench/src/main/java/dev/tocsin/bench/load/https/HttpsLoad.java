// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load.https;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tocsin.base.identity.OwnKey;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;

/// Requests without end over a few connections (HTTP/1.1 over TLS), each with one under way at a
/// time, all on one thread. Bodies of answers are counted and thrown away.
public final class HttpsLoad implements AutoCloseable {

  private static final int ANSWER_MILLIS = 30_000;
  private static final int TICK_MILLIS = 100;
  private static final int READ_BYTES = 16 << 10;

  private final SSLContext tls;
  private final InetSocketAddress server;
  private final AtomicBoolean isClosed = new AtomicBoolean();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicReference<String> refusal = new AtomicReference<>("");
  private Thread thread = Thread.ofPlatform().unstarted(() -> {});

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
    try (var socket = tls.getSocketFactory().createSocket(server.getAddress(), server.getPort())) {
      socket.setSoTimeout(ANSWER_MILLIS);
      socket.getOutputStream().write(request);
      var answer = new Answers(true);
      var bytes = new byte[READ_BYTES];
      int some;
      do {
        some = socket.getInputStream().read(bytes);
        if (some < 0) throw new EOFException("the server closed the connection");
      } while (!answer.take(ByteBuffer.wrap(bytes, 0, some)));
      if (!answer.isSuccess()) throw new IOException(reason(answer));
      return answer.body();
    }
  }

  private static String reason(Answers answer) {
    return answer.status() + " " + new String(answer.body(), ISO_8859_1);
  }

  public HttpsLoad start(int connections, Requests requests) {
    thread = Thread.ofPlatform().daemon().name("load").start(() -> work(connections, requests));
    return this;
  }

  public Counts counts() {
    return new Counts(answered.get(), refused.get(), refusal.get());
  }

  private void work(int connections, Requests requests) {
    try (var selector = Selector.open()) {
      try {
        for (int i = 0; i < connections; i++) {
          var engine = tls.createSSLEngine();
          Connection.open(server, engine, selector, new Asking(i, requests));
        }
        while (!isClosed.get()) {
          selector.select(TICK_MILLIS);
          for (var key : selector.selectedKeys()) ((Connection) key.attachment()).go();
          selector.selectedKeys().clear();
        }
      } finally {
        for (var key : selector.keys()) key.channel().close();
      }
    } catch (IOException e) {
      refused(String.valueOf(e.getMessage()));
    }
  }

  private final class Asking implements Connection.Asker {

    private final int connection;
    private final Requests requests;
    private long asked;

    Asking(int connection, Requests requests) {
      this.connection = connection;
      this.requests = requests;
    }

    @Override
    public byte[] next() {
      return requests.next(connection, asked++);
    }

    @Override
    public void answered(Answers answer) {
      if (answer.isSuccess()) answered.incrementAndGet();
      else refused(reason(answer));
    }
  }

  private void refused(String reason) {
    // First, so that whoever sees the count finds the reason.
    refusal.compareAndSet("", reason);
    refused.incrementAndGet();
  }

  @Override
  public void close() {
    isClosed.set(true);
    try {
      thread.join(ANSWER_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
