// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store.postgres;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether the database answers, as whoever asked it last has found. Any thread.
final class Reach {

  private static final Logger log = LoggerFactory.getLogger(Reach.class);

  /// Hears of every change.
  interface Listener {
    void cutOff(boolean isCutOff);
  }

  private final String where;
  private Listener listener = _ -> {};
  private volatile boolean isCutOff;

  Reach(String where) {
    this.where = where;
  }

  synchronized void tell(Listener other) {
    listener = other;
    if (isCutOff) other.cutOff(true);
  }

  /// Never waits for a listener that is just being told.
  boolean isCutOff() {
    return isCutOff;
  }

  synchronized void failed(Exception e) {
    if (isCutOff) return;
    isCutOff = true;
    var reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    log.warn("cut off from {}: {}", where, reason);
    listener.cutOff(true);
  }

  synchronized void worked() {
    if (!isCutOff) return;
    isCutOff = false;
    log.info("{} answers again", where);
    listener.cutOff(false);
  }
}
