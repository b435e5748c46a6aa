// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.peer;

import dev.tocsin.base.time.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// One contact after the other, and all of them again later, until somebody of the overlay answers
/// (EN-5).
final class Search {

  private final Duration pace;
  private final Backoff backoff;
  private final Deque<Contact> waiting = new ArrayDeque<>();
  private boolean isOn;
  private int tried;
  private int underWay;
  private Instant next = Instant.MAX;

  Search(PeerParameters.Timing timing, RandomGenerator random) {
    this.pace = timing.pace();
    this.backoff = new Backoff(timing.searchMin(), timing.searchMax(), random);
  }

  boolean isOn() {
    return isOn;
  }

  int tried() {
    return tried;
  }

  /// @param contacts in the order in which they are tried
  void begin(List<Contact> contacts, Instant now) {
    isOn = true;
    waiting.clear();
    waiting.addAll(contacts);
    tried = 0;
    next = contacts.isEmpty() ? Instant.MAX : now;
  }

  /// Nobody need be found any more.
  void end() {
    isOn = false;
    waiting.clear();
    next = Instant.MAX;
    backoff.reset();
  }

  /// A contact to try now.
  Optional<Contact> due(Instant now) {
    if (!isOn || next.isAfter(now) || waiting.isEmpty()) return Optional.empty();
    next = waiting.size() > 1 ? now.plus(pace) : Instant.MAX;
    tried++;
    underWay++;
    return Optional.of(waiting.remove());
  }

  /// A contact leads to nothing: the next one need not wait.
  void failed(Instant now) {
    if (underWay > 0) underWay--;
    if (isOn && !waiting.isEmpty()) next = now;
  }

  /// A contact is of the overlay.
  void found() {
    if (underWay > 0) underWay--;
    end();
  }

  /// Whether nobody is left to be tried or heard.
  boolean isExhausted() {
    return isOn && waiting.isEmpty() && underWay == 0 && next.equals(Instant.MAX);
  }

  /// Nobody was found: {@link #isDue} after a while.
  void rest(Instant now) {
    next = now.plus(backoff.next());
  }

  /// Whether it is time to begin again.
  boolean isDue(Instant now) {
    return isOn && waiting.isEmpty() && underWay == 0 && !next.isAfter(now);
  }

  Instant deadline() {
    return isOn ? next : Instant.MAX;
  }
}
