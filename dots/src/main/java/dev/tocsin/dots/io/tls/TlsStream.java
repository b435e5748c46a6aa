// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.tls;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.dots.wire.tcp.TcpFrame;
import dev.tocsin.dots.wire.tcp.TcpFrames;
import dev.tocsin.dots.wire.tcp.TcpSignal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.bouncycastle.tls.TlsProtocol;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.RawData;

/// CoAP messages over one TLS connection (RFC 8323), after the handshake. One virtual thread reads
/// and one writes, so a peer that does not read stalls nobody else; what waits for it is bounded.
final class TlsStream {

  /// Largest message that is taken; an answer or a request of 64 KiB and its options fit.
  static final int MESSAGE_BYTES_MAX = 70_000;

  private static final int WAITING_MAX = 1_024;
  private static final Duration FRAME_MAX = Duration.ofSeconds(30);

  /// What the stream tells, on its reading thread.
  interface Events {
    /// The peer has sent its settings: it took the handshake for good, too.
    void settled();

    void message(TcpFrame frame);
  }

  private interface Outgoing {
    byte[] bytes();

    default void sent() {}

    default void failed(Throwable reason) {}
  }

  private final Socket socket;
  private final TlsProtocol tls;
  private final BlockingQueue<Outgoing> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
  private final TcpFrames frames = new TcpFrames(MESSAGE_BYTES_MAX);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicBoolean lastWords = new AtomicBoolean();
  private volatile long heardNanos = System.nanoTime();
  private volatile boolean midFrame;
  private boolean settled;

  TlsStream(Socket socket, TlsProtocol tls) {
    this.socket = socket;
    this.tls = tls;
  }

  /// Reads until the stream ends, and says why it did.
  String run(Events events) {
    var writer = Thread.ofVirtual().name("tls-writer").start(this::write);
    // RFC 8323 §5.3: "A CSM MUST be sent by each endpoint at the start of the connection."
    say(new TcpSignal.Csm(MESSAGE_BYTES_MAX, true));
    try {
      return read(events);
    } catch (WireException e) {
      sayLast(new TcpSignal.Abort(String.valueOf(e.getMessage())));
      return "not CoAP: " + e.getMessage();
    } catch (IOException e) {
      return "connection lost: " + e.getMessage();
    } finally {
      if (!lastWords.get()) {
        close();
        writer.interrupt();
      }
      join(writer);
      close();
    }
  }

  private static void join(Thread writer) {
    try {
      writer.join(Duration.ofSeconds(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String read(Events events) throws IOException {
    InputStream in = tls.getInputStream();
    byte[] buffer = new byte[16 * 1024];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      if (!midFrame) heardNanos = System.nanoTime();
      for (TcpFrame frame : frames.feed(buffer, 0, read)) {
        heardNanos = System.nanoTime();
        if (!take(frame, events)) return "the peer released the connection";
      }
      midFrame = frames.isMidFrame();
    }
    return "the peer closed the connection";
  }

  /// False when the peer wants to end.
  private boolean take(TcpFrame frame, Events events) {
    if (!frame.isSignal()) {
      if (!settled) throw new WireException("expected settings first, found a message");
      // RFC 8323 §3.4: an empty message is ignored.
      if (frame.code() != 0) events.message(frame);
      return true;
    }
    return switch (TcpSignal.read(frame)) {
      case TcpSignal.Csm _ -> {
        if (!settled) events.settled();
        settled = true;
        yield true;
      }
      case TcpSignal.Ping(var token) -> say(new TcpSignal.Pong(token));
      case TcpSignal.Pong _, TcpSignal.Unknown _ -> true;
      case TcpSignal.Release _, TcpSignal.Abort _ -> false;
    };
  }

  private boolean say(TcpSignal signal) {
    byte[] bytes = TcpSignal.write(signal);
    return offer(() -> bytes);
  }

  void send(RawData message, EndpointContext context) {
    boolean taken =
        offer(
            new Outgoing() {
              @Override
              public byte[] bytes() {
                message.onContextEstablished(context);
                return message.getBytes();
              }

              @Override
              public void sent() {
                message.onSent();
              }

              @Override
              public void failed(Throwable reason) {
                message.onError(reason);
              }
            });
    if (!taken) message.onError(new IOException("the stream is closed or does not move"));
  }

  private boolean offer(Outgoing outgoing) {
    if (closed.get()) return false;
    if (waiting.offer(outgoing)) return true;
    // The peer has not read for a thousand messages.
    close();
    return false;
  }

  private void write() {
    try {
      OutputStream out = tls.getOutputStream();
      while (!closed.get()) {
        Outgoing next = waiting.poll(1, TimeUnit.SECONDS);
        if (next != null) {
          write(out, next);
        }
        if (lastWords.get() && waiting.isEmpty()) break;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
      drain(Outgoing::failed);
    }
  }

  private static void write(OutputStream out, Outgoing next) {
    try {
      out.write(next.bytes());
      out.flush();
      next.sent();
    } catch (IOException e) {
      next.failed(e);
    }
  }

  private void drain(BiConsumer<Outgoing, Throwable> end) {
    var reason = new IOException("the stream is closed");
    for (Outgoing left = waiting.poll(); left != null; left = waiting.poll()) {
      end.accept(left, reason);
    }
  }

  /// RFC 8323 §5.5: says that this end wants to go, then goes.
  void release() {
    sayLast(new TcpSignal.Release());
  }

  private void sayLast(TcpSignal signal) {
    lastWords.set(true);
    say(signal);
  }

  /// A peer that leaves a message unfinished, or says nothing for too long.
  boolean isStalled(Duration silenceMax) {
    long silence = System.nanoTime() - heardNanos;
    return silence > silenceMax.toNanos() || midFrame && silence > FRAME_MAX.toNanos();
  }

  void close() {
    if (!closed.compareAndSet(false, true)) return;
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException("a socket that cannot be closed", e);
    }
  }
}
