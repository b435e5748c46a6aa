// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.dtls;

import dev.tocsin.reload.io.link.Backlog;
import dev.tocsin.reload.io.link.LinkFigures;
import dev.tocsin.reload.io.link.handshake.HandshakeLengths;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.DatagramTransport;
import org.jspecify.annotations.Nullable;

/// The datagrams from and to one address, as Bouncy Castle's DTLS wants them. Any thread puts in
/// what came; all else is its association's thread's. While a handshake goes on, reading waits;
/// behind it, there is one datagram for each {@link #next}.
final class RemoteEnd implements DatagramTransport {

  private static final int DATAGRAMS_MAX = 256;
  private static final int BYTES_MAX = 512 << 10;
  // Nobody has proved anything yet.
  private static final int OPENING_BYTES_MAX = 64 << 10;
  // RFC 5246 §6.2.3: the largest record.
  private static final int DATAGRAM_BYTES_MAX = 13 + (1 << 14) + 2_048;

  private final UdpSocket socket;
  private final InetSocketAddress remote;
  private final LinkFigures figures;
  private final PathWidth width;
  private final Backlog arrived = new Backlog(DATAGRAMS_MAX, BYTES_MAX);
  private final Semaphore bell = new Semaphore(0);
  private final InterruptedIOException nothingMore = new InterruptedIOException("nothing more");
  private byte @Nullable [] hello;
  private volatile boolean isOpen;
  private volatile boolean isShut;
  private volatile boolean isMute;
  private boolean isClosed;
  private byte @Nullable [] next;

  RemoteEnd(UdpSocket socket, InetSocketAddress remote, LinkFigures figures) {
    this.socket = socket;
    this.remote = remote;
    this.figures = figures;
    this.width = new PathWidth(remote.getAddress());
  }

  InetSocketAddress remote() {
    return remote;
  }

  PathWidth width() {
    return width;
  }

  void put(byte[] datagram) {
    boolean isFull = !isOpen && arrived.bytes() > OPENING_BYTES_MAX;
    if (datagram.length > DATAGRAM_BYTES_MAX || !HandshakeLengths.areFair(datagram)) {
      figures.malformed();
    } else if (isFull || !arrived.add(datagram)) {
      figures.overflowed();
    } else {
      wake();
    }
  }

  void wake() {
    bell.release();
  }

  /// Ends whatever goes on: a handshake fails.
  void shut() {
    isShut = true;
    wake();
  }

  /// Where both ends begin, the larger of two random values stays, which both ends know.
  synchronized boolean goesBefore(byte[] random) {
    byte[] own = hello;
    return own != null && Arrays.compareUnsigned(own, random) > 0;
  }

  /// Sends no more if the other end's goes before: not even the alert of a handshake that is given
  /// up, which would end the other one.
  synchronized boolean yieldsTo(byte[] random) {
    if (goesBefore(random)) return false;
    isMute = true;
    return true;
  }

  boolean isShut() {
    return isShut;
  }

  /// The handshake is done.
  void open() {
    isOpen = true;
  }

  /// Makes the next datagram the one that is received.
  ///
  /// @return its size; 0 if there is none
  int next() {
    next = arrived.poll();
    return next == null ? 0 : next.length;
  }

  /// Waits for a {@link #wake}.
  void await(long nanos) {
    try {
      if (bell.tryAcquire(nanos, TimeUnit.NANOSECONDS)) bell.drainPermits();
    } catch (InterruptedException e) {
      shut();
      Thread.currentThread().interrupt();
    }
  }

  /// Whether the other end has said that it goes, or this one has.
  boolean isClosed() {
    return isClosed;
  }

  @Override
  public int getReceiveLimit() {
    return isOpen && next != null ? next.length : DATAGRAM_BYTES_MAX;
  }

  @Override
  public int getSendLimit() {
    return width.datagramBytesMax();
  }

  @Override
  public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
    if (!isOpen) awaitNext(waitMillis);
    byte[] datagram = next;
    if (datagram == null) {
      if (isOpen) throw nothingMore;
      return -1;
    }
    next = null;
    System.arraycopy(datagram, 0, buffer, offset, datagram.length);
    return datagram.length;
  }

  private void awaitNext(int waitMillis) throws IOException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
    while (next() == 0) {
      if (isShut) throw new IOException("it was given up");
      long left = end - System.nanoTime();
      if (left <= 0) return;
      await(left);
    }
  }

  @Override
  public void send(byte[] bytes, int offset, int length) throws IOException {
    if (!isOpen) note(bytes, offset, length);
    if (isMute) return;
    try {
      socket.send(bytes, offset, length, remote);
    } catch (IOException e) {
      if (socket.saysTooLarge(e)) width.isBelow(length);
      else if (!isOpen) throw e;
      figures.overflowed();
    }
  }

  private synchronized void note(byte[] bytes, int offset, int length) {
    if (hello != null || isMute) return;
    byte[] first = Arrays.copyOfRange(bytes, offset, offset + length);
    if (DatagramSort.of(first) == DatagramSort.HELLO) hello = DatagramSort.random(first);
  }

  @Override
  public void close() {
    isClosed = true;
  }
}
