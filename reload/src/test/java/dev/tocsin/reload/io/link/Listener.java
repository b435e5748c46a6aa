// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// Keeps what a port tells, for a test to wait for.
public final class Listener implements ChannelEvents {

  private static final int SECONDS_MAX = 20;

  private final BlockingQueue<Channel> opened = new ArrayBlockingQueue<>(1_000);
  private final BlockingQueue<byte[]> received = new ArrayBlockingQueue<>(10_000);
  private final BlockingQueue<String> closed = new ArrayBlockingQueue<>(1_000);

  @Override
  public void opened(Channel channel) {
    opened.add(channel);
  }

  @Override
  public void received(Channel channel, byte[] message) {
    received.add(message);
  }

  @Override
  public void closed(Channel channel, String why) {
    closed.add(why);
  }

  public Channel channel() throws InterruptedException {
    return next(opened, "channel");
  }

  public byte[] message() throws InterruptedException {
    return next(received, "message");
  }

  /// Why a channel ended.
  public String end() throws InterruptedException {
    return next(closed, "end of a channel");
  }

  public boolean hasChannel() {
    return !opened.isEmpty();
  }

  private static <T> T next(BlockingQueue<T> queue, String what) throws InterruptedException {
    var next = queue.poll(SECONDS_MAX, TimeUnit.SECONDS);
    if (next == null) throw new AssertionError("no " + what + " in " + SECONDS_MAX + " s");
    return next;
  }
}
