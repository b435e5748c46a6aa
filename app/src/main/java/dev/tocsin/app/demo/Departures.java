// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import dev.tocsin.lab.LabException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// When datagrams of the signal channel left the enterprise, as its kernel tells: the agent's own
/// word is not needed.
final class Departures {

  private static final int KEPT_MAX = 10_000;

  /// Datagrams to this port tell nothing but that the monitor listens.
  static final int PROBE_PORT = 9;

  private final List<Instant> departures = new ArrayList<>();
  private final CountDownLatch listening = new CountDownLatch(1);

  /// Waits a moment for the first line of the probe, which tells that the monitor listens.
  boolean isListening() {
    try {
      return listening.await(100, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted", e);
    }
  }

  /// A line of `nft monitor trace`; what tells of no packet is passed over.
  synchronized void accept(String line, Instant at) {
    if (!line.contains(" packet: ")) return;
    if (line.contains("udp dport " + PROBE_PORT + " ")) {
      listening.countDown();
    } else if (departures.size() < KEPT_MAX) {
      departures.add(at);
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
}
