// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench;

import dev.tocsin.bench.Figure.Handshake;
import dev.tocsin.bench.peer.Contender;
import dev.tocsin.bench.restart.RestartBench;
import java.text.DecimalFormat;
import java.util.List;
import java.util.OptionalDouble;

/// What our server shall reach.
sealed interface Aim {

  Figure figure();

  /// What was reached; empty if it was not measured.
  OptionalDouble reached(Samples<Contender> samples);

  boolean isMetBy(double reached);

  String text();

  /// Our median is at least so many times the peer's.
  record AtLeastTimes(Figure figure, double factor, Contender peer) implements Aim {
    @Override
    public OptionalDouble reached(Samples<Contender> samples) {
      return samples.ratio(figure, peer);
    }

    @Override
    public boolean isMetBy(double reached) {
      return reached >= factor;
    }

    @Override
    public String text() {
      return "at least " + factor + " times " + peer.word();
    }
  }

  /// Our median is at most so much.
  record AtMost(Figure figure, double limit) implements Aim {
    @Override
    public OptionalDouble reached(Samples<Contender> samples) {
      return samples.median(Contender.TOCSIN, figure);
    }

    @Override
    public boolean isMetBy(double reached) {
      return reached <= limit;
    }

    @Override
    public String text() {
      return "at most %s %s".formatted(new DecimalFormat("0.##").format(limit), figure.unit());
    }
  }

  /// Memory counts as flat below this growth, which is noise of counting a live heap.
  double FLAT_BYTES = 4 << 20;

  List<Aim> ALL =
      List.of(
          new AtLeastTimes(Figure.putRate(16), 0.6, Contender.CALIFORNIUM),
          new AtLeastTimes(Figure.putRate(64), 0.6, Contender.CALIFORNIUM),
          new AtLeastTimes(Figure.handshakeRate(Handshake.CERTIFICATE), 2.0, Contender.GNUTLS),
          new AtLeastTimes(Figure.handshakeRate(Handshake.SHARED_KEY), 0.9, Contender.CALIFORNIUM),
          new AtLeastTimes(Figure.handshakeRate(Handshake.RESUMED), 0.9, Contender.CALIFORNIUM),
          new AtMost(Figure.IDLE_SESSION, 8192),
          new AtMost(Figure.GROWTH, FLAT_BYTES),
          new AtMost(Figure.restartAgreed(RestartBench.Found.FILTERS), 5),
          new AtMost(Figure.restartAgreed(RestartBench.Found.NOTHING), 5),
          new AtMost(Figure.HELP, 0.5));
}
