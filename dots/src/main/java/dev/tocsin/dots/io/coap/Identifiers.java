// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.SessionId;
import java.util.concurrent.atomic.AtomicLong;

/// Numbers the sessions and exchanges of all transports of a process; share one instance between
/// them.
public final class Identifiers {

  private final AtomicLong sessions = new AtomicLong();
  private final AtomicLong exchanges = new AtomicLong();

  SessionId nextSession() {
    return new SessionId(sessions.incrementAndGet());
  }

  public ExchangeId nextExchange() {
    return new ExchangeId(exchanges.incrementAndGet());
  }
}
