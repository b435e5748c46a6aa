// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load;

import dev.tocsin.bench.load.dtls.Client;
import dev.tocsin.bench.load.dtls.ClientSession;
import dev.tocsin.bench.load.dtls.Credential;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/// The sessions of one run, each with a socket of its own, so that a server sees as many clients.
/// Everything but {@link #run} and {@link #close} happens on the one thread of the run, callbacks
/// too.
final class Sessions implements AutoCloseable {

  private static final int DATAGRAM_BYTES_MAX = 2048;
  private static final int SOCKET_BUFFER_BYTES = 1 << 20;
  private static final int SELECT_MILLIS = 100;
  private static final long SILENCE_NANOS = 2_000_000_000L;

  private final InetSocketAddress server;
  private final Client client;
  private final Selector selector;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final List<Session> sessions = new ArrayList<>();
  private final ByteBuffer in = ByteBuffer.allocateDirect(DATAGRAM_BYTES_MAX);
  private final AtomicBoolean isClosed = new AtomicBoolean();
  private long lastLook = System.nanoTime();

  interface Events {
    void received(int session, byte[] message);

    void established(int session);

    void failed(int session, String reason);
  }

  Sessions(InetSocketAddress server, Credential credential) {
    this.server = server;
    client = new Client(credential);
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// @param begin the first thing that the thread does
  void start(Runnable begin) {
    tasks.add(begin);
    Thread.ofPlatform().daemon().name("load").start(this::work);
  }

  /// Runs a task on the thread of the sessions.
  void run(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  /// Makes the next session, with a socket.
  void open(Events events) {
    sessions.add(new Session(sessions.size(), events));
  }

  /// @param session an open one
  void send(int session, byte[] message) {
    sessions.get(session).dtls.send(message);
  }

  /// Opens the session, again if it is open.
  void handshake(int session, boolean resumed) {
    sessions.get(session).handshake(resumed);
  }

  void sayGoodbye(int session) {
    sessions.get(session).dtls.close();
  }

  boolean isOpen(int session) {
    return sessions.get(session).dtls.isOpen();
  }

  private void work() {
    try {
      while (!isClosed.get()) {
        for (var task = tasks.poll(); task != null; task = tasks.poll()) task.run();
        selector.select(key -> ((Session) key.attachment()).receive(), SELECT_MILLIS);
        lookForSilence();
      }
      selector.close();
      for (var session : sessions) session.channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the generator cannot receive", e);
    }
  }

  private void lookForSilence() {
    long now = System.nanoTime();
    if (now - lastLook < SELECT_MILLIS * 1_000_000L) return;
    lastLook = now;
    for (var session : sessions) session.lookForSilence(now);
  }

  @Override
  public void close() {
    isClosed.set(true);
    selector.wakeup();
  }

  /// A session and its socket.
  private final class Session implements ClientSession.Wire, ClientSession.Listener {
    private final int number;
    private final Events events;
    private final DatagramChannel channel;
    private final ClientSession dtls;
    private boolean isGreeting;
    private long greetedAt;

    Session(int number, Events events) {
      this.number = number;
      this.events = events;
      dtls = client.session(this, this);
      try {
        channel = DatagramChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
        channel.connect(server);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot open the socket of session " + number, e);
      }
    }

    void handshake(boolean resumed) {
      isGreeting = true;
      greetedAt = System.nanoTime();
      dtls.handshake(resumed);
    }

    void lookForSilence(long now) {
      if (!isGreeting || now - greetedAt < SILENCE_NANOS) return;
      failed("no answer for two seconds");
    }

    void receive() {
      try {
        in.clear();
        if (channel.read(in) > 0) dtls.receive(in.flip());
      } catch (PortUnreachableException _) {
        // The server is not there yet, or no longer: what was sent counts as lost.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void send(ByteBuffer datagram) {
      try {
        channel.write(datagram);
      } catch (PortUnreachableException _) {
        // As above.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void established() {
      isGreeting = false;
      events.established(number);
    }

    @Override
    public void received(byte[] message) {
      events.received(number, message);
    }

    @Override
    public void failed(String reason) {
      isGreeting = false;
      events.failed(number, reason);
    }
  }
}
