// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.peer;

import dev.tocsin.reload.core.peer.Line;
import dev.tocsin.reload.core.peer.PeerInput;
import dev.tocsin.reload.io.link.Channel;
import dev.tocsin.reload.io.link.ChannelEvents;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Numbers channels, and tells the machine of them. A channel waits while the machine has no room,
/// and so does whoever sends on it.
final class Channels implements ChannelEvents {

  /// What is known of a channel.
  private static final class Entry {
    final long number;
    // Until the machine has heard of the channel it must not hear of its messages.
    final CountDownLatch told = new CountDownLatch(1);

    Entry(long number) {
      this.number = number;
    }
  }

  private final Map<Channel, Entry> entries = new ConcurrentHashMap<>();
  private final Map<Long, Channel> numbered = new ConcurrentHashMap<>();
  private final AtomicLong last = new AtomicLong();
  private final CountDownLatch begun = new CountDownLatch(1);
  private volatile Consumer<PeerInput> machine = _ -> {};

  /// @param takes inputs, and waits while there is no room
  void begin(Consumer<PeerInput> takes) {
    machine = takes;
    begun.countDown();
  }

  @Override
  public void opened(Channel channel) {
    await(begun);
    var entry = new Entry(last.incrementAndGet());
    entries.put(channel, entry);
    numbered.put(entry.number, channel);
    // One that was dialled is told of with the number of its dial.
    if (!channel.isDialled()) tell(entry, channel, 0);
  }

  /// What a dial has led to.
  void dialled(long dial, Channel channel) {
    var entry = entries.get(channel);
    if (entry == null) machine.accept(new PeerInput.Unreached(dial));
    else tell(entry, channel, dial);
  }

  private void tell(Entry entry, Channel channel, long dial) {
    var line =
        new Line(
            entry.number,
            channel.certificate(),
            channel.kind(),
            channel.isDialled(),
            Addresses.of(channel.remote()),
            channel.messageBytesMax());
    machine.accept(new PeerInput.Opened(line, dial));
    entry.told.countDown();
  }

  @Override
  public void received(Channel channel, byte[] message) {
    told(channel).ifPresent(entry -> machine.accept(new PeerInput.Arrived(entry.number, message)));
  }

  @Override
  public void closed(Channel channel, String why) {
    var entry = told(channel);
    entries.remove(channel);
    entry.ifPresent(
        each -> {
          numbered.remove(each.number);
          machine.accept(new PeerInput.Ended(each.number));
        });
  }

  private Optional<Entry> told(Channel channel) {
    var entry = entries.get(channel);
    if (entry == null || !await(entry.told)) return Optional.empty();
    return Optional.of(entry);
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// The channel of a line, unless it is closed.
  Optional<Channel> of(long line) {
    return Optional.ofNullable(numbered.get(line));
  }
}
