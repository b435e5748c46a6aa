// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import dev.tocsin.lab.Host;
import dev.tocsin.lab.LabException;
import dev.tocsin.lab.Running;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// When datagrams of the signal channel left the enterprise, as its kernel tells: the agent's own
/// word is not needed.
final class Departures implements AutoCloseable {

  private static final int KEPT_MAX = 10_000;
  private static final Duration START_MAX = Duration.ofSeconds(10);

  private final List<Instant> departures = new ArrayList<>();
  private final CountDownLatch listening = new CountDownLatch(1);
  private final Running monitor;

  private Departures(Host host) {
    // A rule that is traced before the first datagram shows that the monitor listens.
    monitor = host.start(this::accept, "nft", "monitor", "trace");
  }

  static Departures watch(Host host, int port) {
    host.nft(
        """
        table inet departures {
         chain out {
          type filter hook postrouting priority 310
          udp dport { 9, %d } meta nftrace set 1
         }
        }
        """
            .formatted(port));
    var departures = new Departures(host);
    departures.awaitListening(host);
    return departures;
  }

  private void awaitListening(Host host) {
    var end = System.nanoTime() + START_MAX.toNanos();
    while (System.nanoTime() < end) {
      host.run("bash", "-c", "echo > /dev/udp/127.0.0.1/9");
      if (isListening()) return;
    }
    close();
    throw new LabException("`nft monitor trace` tells nothing");
  }

  private boolean isListening() {
    try {
      return listening.await(100, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted", e);
    }
  }

  private synchronized void accept(String line) {
    if (!line.contains(" packet: ")) return;
    if (line.contains("udp dport 9 ")) {
      listening.countDown();
    } else if (departures.size() < KEPT_MAX) {
      departures.add(Instant.now());
      notifyAll();
    }
  }

  /// Waits for the first datagram that left at that moment or later.
  synchronized Instant awaitSince(Instant moment, Duration longest) {
    var end = Instant.now().plus(longest);
    while (true) {
      var found = departures.stream().filter(each -> !each.isBefore(moment)).findFirst();
      if (found.isPresent()) return found.get();
      var left = Duration.between(Instant.now(), end).toMillis();
      if (left <= 0) throw new LabException("no call for help left the enterprise");
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new LabException("interrupted", e);
      }
    }
  }

  @Override
  public void close() {
    monitor.close();
  }
}
