// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load.https;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;

/// A connection with one request under way at a time, driven by a thread that has many.
final class Connection {

  /// What asks.
  interface Asker {
    byte[] next();

    /// @param answer which is whole
    void answered(Answers answer);
  }

  private static final int RECEIVED_BYTES = 256 << 10;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SocketChannel channel;
  private final SelectionKey key;
  private final SSLEngine engine;
  private final Asker asker;
  private final Answers answer = new Answers(false);
  private final ByteBuffer received = ByteBuffer.allocate(RECEIVED_BYTES);
  private final ByteBuffer plain;
  private final ByteBuffer toSend;
  private boolean isAsking;

  private Connection(SocketChannel channel, SelectionKey key, SSLEngine engine, Asker asker) {
    this.channel = channel;
    this.key = key;
    this.engine = engine;
    this.asker = asker;
    this.plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    this.toSend = ByteBuffer.allocate(4 * engine.getSession().getPacketBufferSize()).flip();
  }

  /// Connects, and has the selector say when there is something to do for it.
  static Connection open(InetSocketAddress server, SSLEngine engine, Selector selector, Asker asker)
      throws IOException {
    engine.setUseClientMode(true);
    var channel = SocketChannel.open(server);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    var key = channel.register(selector, SelectionKey.OP_READ);
    var connection = new Connection(channel, key, engine, asker);
    key.attach(connection);
    engine.beginHandshake();
    connection.go();
    return connection;
  }

  /// Does what can be done without waiting.
  void go() throws IOException {
    if (channel.read(received) < 0) throw new EOFException("the server closed the connection");
    received.flip();
    while (step()) continue;
    received.compact();
    channel.write(toSend);
    key.interestOps(
        toSend.hasRemaining()
            ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
            : SelectionKey.OP_READ);
  }

  /// @return whether there may be more to do
  private boolean step() throws IOException {
    return switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> {
        engine.getDelegatedTask().run();
        yield true;
      }
      case NEED_WRAP -> wrap(NOTHING);
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrap();
      case FINISHED, NOT_HANDSHAKING -> isAsking ? unwrap() : ask();
    };
  }

  private boolean ask() throws IOException {
    isAsking = true;
    return wrap(ByteBuffer.wrap(asker.next()));
  }

  private boolean wrap(ByteBuffer bytes) throws IOException {
    toSend.compact();
    SSLEngineResult result;
    do result = engine.wrap(bytes, toSend);
    while (bytes.hasRemaining() && result.getStatus() == SSLEngineResult.Status.OK);
    toSend.flip();
    if (result.getStatus() == SSLEngineResult.Status.OK) return true;
    throw new IOException("expected to encrypt a request, got " + result);
  }

  private boolean unwrap() throws IOException {
    var result = engine.unwrap(received, plain);
    plain.flip();
    while (plain.hasRemaining()) {
      if (!answer.take(plain)) continue;
      asker.answered(answer);
      answer.reset();
      isAsking = false;
    }
    plain.clear();
    return switch (result.getStatus()) {
      case OK -> true;
      case BUFFER_UNDERFLOW -> false;
      case BUFFER_OVERFLOW, CLOSED -> throw new IOException("expected data, got " + result);
    };
  }
}
