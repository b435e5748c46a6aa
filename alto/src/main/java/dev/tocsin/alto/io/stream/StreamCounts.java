// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.stream;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// What streams have done so far.
public final class StreamCounts {

  private final LongAdder updates = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder slow = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder strangers = new LongAdder();

  private final AtomicInteger open = new AtomicInteger();

  /// @return false if there are so many already
  boolean opened(int max) {
    if (open.incrementAndGet() <= max) return true;
    open.decrementAndGet();
    return false;
  }

  void closed() {
    open.decrementAndGet();
  }

  /// Streams that are open.
  public int open() {
    return open.get();
  }

  void told(int length) {
    updates.increment();
    bytes.add(length);
  }

  void closedSlow() {
    slow.increment();
  }

  void refusedFull() {
    refused.increment();
  }

  void controlledByStranger() {
    strangers.increment();
  }

  /// Updates that were sent.
  public double updates() {
    return updates.sum();
  }

  /// Bytes of these.
  public double bytes() {
    return bytes.sum();
  }

  /// Streams that were closed because nobody read them.
  public double slow() {
    return slow.sum();
  }

  /// Streams that were refused because there were too many.
  public double refused() {
    return refused.sum();
  }

  /// Requests for control of streams that are not there: somebody may be guessing.
  public double strangers() {
    return strangers.sum();
  }
}
