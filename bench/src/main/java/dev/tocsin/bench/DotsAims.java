// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench;

import dev.tocsin.bench.DotsFigures.Handshake;
import dev.tocsin.bench.measure.Aim;
import dev.tocsin.bench.measure.Aim.AtLeastTimes;
import dev.tocsin.bench.measure.Aim.AtMost;
import dev.tocsin.bench.peer.Contender;
import dev.tocsin.bench.restart.RestartBench;
import java.util.List;

/// What our server of the signal channel shall reach.
final class DotsAims {

  private DotsAims() {}

  /// Memory counts as flat below this growth, which is noise of counting a live heap.
  private static final double FLAT_BYTES = 4 << 20;

  static final List<Aim<Contender>> ALL =
      List.of(
          new AtLeastTimes<>(DotsFigures.putRate(16), 0.6, Contender.CALIFORNIUM),
          new AtLeastTimes<>(DotsFigures.putRate(64), 0.6, Contender.CALIFORNIUM),
          new AtLeastTimes<>(
              DotsFigures.handshakeRate(Handshake.CERTIFICATE), 2.0, Contender.GNUTLS),
          new AtLeastTimes<>(
              DotsFigures.handshakeRate(Handshake.SHARED_KEY), 0.9, Contender.CALIFORNIUM),
          new AtLeastTimes<>(
              DotsFigures.handshakeRate(Handshake.RESUMED), 0.9, Contender.CALIFORNIUM),
          new AtMost<>(DotsFigures.IDLE_SESSION, 8192),
          new AtMost<>(DotsFigures.GROWTH, FLAT_BYTES),
          new AtMost<>(DotsFigures.restartAgreed(RestartBench.Found.FILTERS), 5),
          new AtMost<>(DotsFigures.restartAgreed(RestartBench.Found.NOTHING), 5),
          new AtMost<>(DotsFigures.HELP, 0.5));
}
