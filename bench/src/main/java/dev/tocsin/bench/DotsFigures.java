// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench;

import dev.tocsin.bench.measure.Figure;
import dev.tocsin.bench.restart.RestartBench;

/// What is measured of servers of the signal channel.
final class DotsFigures {

  private DotsFigures() {}

  static Figure putRate(int sessions) {
    return new Figure("put_rate_" + sessions + "_sessions", "1/s");
  }

  static Figure putCpu(int sessions) {
    return new Figure("put_cpu_" + sessions + "_sessions", "µs");
  }

  static Figure putLatency(int sessions, String part) {
    return new Figure("put_latency_" + part + "_" + sessions + "_sessions", "µs");
  }

  static Figure handshakeRate(Handshake kind) {
    return new Figure("handshake_rate_" + kind.word(), "1/s");
  }

  static Figure handshakeCpu(Handshake kind) {
    return new Figure("handshake_cpu_" + kind.word(), "µs");
  }

  /// @param found in the kernel
  static Figure restartAgreed(RestartBench.Found found) {
    var word = found.name().toLowerCase(java.util.Locale.ROOT);
    return new Figure("restart_to_agreement_found_" + word + "_100000_active", "s");
  }

  static final Figure HELP = new Figure("command_start_help", "s");
  static final Figure RESTART_READY = new Figure("restart_to_ready_100000_active", "s");
  static final Figure LOST = new Figure("put_lost_or_refused", "requests");
  static final Figure IDLE_SESSION = new Figure("heap_per_idle_session", "B");
  static final Figure GROWTH = new Figure("heap_growth_per_million_requests", "B");
  static final Figure READY = new Figure("start_to_first_session", "s");

  /// Kinds of handshake.
  enum Handshake {
    CERTIFICATE,
    SHARED_KEY,
    RESUMED;

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
