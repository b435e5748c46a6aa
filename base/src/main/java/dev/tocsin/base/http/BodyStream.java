// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A body on its way to a client that reads it as fast as it likes, but not slower than a slow line
/// is. One buffer of it is in memory; what fits that is sent in one piece, with its length.
final class BodyStream extends OutputStream {

  static final int BUFFER_BYTES = 64 << 10;

  /// 128 kbit/s.
  private static final long BYTES_PER_SECOND_MIN = 16 << 10;

  interface Sink {
    void write(boolean last, ByteBuffer bytes) throws IOException;
  }

  /// There is no room for a large body now; nothing of it was sent.
  static final class NoRoomException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private final Sink sink;
  private final BooleanSupplier room;
  private final Duration patience;
  private final LongSupplier nanos;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int filled;
  private long sent;
  private long begin;
  private boolean isLarge;
  private @Nullable IOException failure;

  /// @param room asked once, when the body turns out not to fit the buffer
  /// @param patience besides the time that a slow line takes
  BodyStream(Sink sink, BooleanSupplier room, Duration patience, LongSupplier nanos) {
    this.sink = sink;
    this.room = room;
    this.patience = patience;
    this.nanos = nanos;
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (int from = offset, left = length; left > 0; ) {
      if (filled == BUFFER_BYTES) send(false);
      int count = Math.min(left, BUFFER_BYTES - filled);
      System.arraycopy(bytes, from, buffer, filled, count);
      filled += count;
      from += count;
      left -= count;
    }
  }

  /// Nothing: whoever writes flushes and closes also when it fails halfway.
  @Override
  public void flush() {}

  /// The body is complete.
  void finish() throws IOException {
    send(true);
  }

  private void send(boolean last) throws IOException {
    if (failure != null) throw failure;
    try {
      if (!last && !isLarge) {
        if (!room.getAsBoolean()) throw new NoRoomException();
        isLarge = true;
        begin = nanos.getAsLong();
      }
      sink.write(last, ByteBuffer.wrap(buffer, 0, filled));
      sent += filled;
      filled = 0;
      if (!last) requirePace();
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  private void requirePace() throws IOException {
    long allowed = patience.toNanos() + Duration.ofSeconds(sent / BYTES_PER_SECOND_MIN).toNanos();
    if (nanos.getAsLong() - begin <= allowed) return;
    throw new IOException(
        "the client reads slower than " + BYTES_PER_SECOND_MIN + " bytes a second");
  }

  boolean isLarge() {
    return isLarge;
  }

  /// Why nothing more can be written, or null.
  @Nullable IOException failure() {
    return failure;
  }
}
