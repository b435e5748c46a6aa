// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// What a channel has not dealt with yet: so many messages or datagrams, of so many bytes. Any
/// thread may add; one takes.
public final class Backlog {

  private final int entriesMax;
  private final int bytesMax;
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private int bytes;
  private boolean closed;

  public Backlog(int entriesMax, int bytesMax) {
    this.entriesMax = entriesMax;
    this.bytesMax = bytesMax;
  }

  /// Of messages that a channel has not sent.
  public static Backlog toSend(LinkLimits limits) {
    return new Backlog(limits.waitingMessages(), limits.waitingBytes());
  }

  /// @return false if there is no room, or it is closed
  public synchronized boolean add(byte[] entry) {
    if (closed || waiting.size() >= entriesMax || bytes + entry.length > bytesMax) return false;
    waiting.add(entry);
    bytes += entry.length;
    notifyAll();
    return true;
  }

  /// Waits for an entry.
  ///
  /// @return null once it is closed and empty
  public synchronized byte @Nullable [] take() throws InterruptedException {
    while (waiting.isEmpty()) {
      if (closed) return null;
      wait();
    }
    return poll();
  }

  /// @return null if it is empty
  public synchronized byte @Nullable [] poll() {
    var entry = waiting.poll();
    if (entry != null) bytes -= entry.length;
    return entry;
  }

  public synchronized boolean isEmpty() {
    return waiting.isEmpty();
  }

  /// Whether nothing will come out of it any more.
  public synchronized boolean isOver() {
    return closed && waiting.isEmpty();
  }

  public synchronized int bytes() {
    return bytes;
  }

  /// Takes nothing more; what is in it can still be taken.
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
