// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.route;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// How long flow specifications took to the second speaker, one value for each request.
public final class RouteTimes {

  private final List<Long> fromRequest = new ArrayList<>();
  private final List<Long> fromAnswer = new ArrayList<>();
  private final List<Long> doubts = new ArrayList<>();

  RouteTimes() {}

  /// @param doubt by how much the route may have been there before it was seen
  void add(long fromRequestNanos, long fromAnswerNanos, long doubtNanos) {
    fromRequest.add(fromRequestNanos);
    fromAnswer.add(fromAnswerNanos);
    doubts.add(doubtNanos);
  }

  public int requests() {
    return fromRequest.size();
  }

  /// @param part 0.5 for the median
  /// @return microseconds since the request went
  public double sinceRequest(double part) {
    return micros(fromRequest, part);
  }

  /// @return microseconds since the success came; below zero for a route that was faster
  public double sinceAnswer(double part) {
    return micros(fromAnswer, part);
  }

  /// @return microseconds by which the figures are too large at most
  public double doubt(double part) {
    return micros(doubts, part);
  }

  private static double micros(List<Long> nanos, double part) {
    if (nanos.isEmpty()) throw new IllegalStateException("nothing was measured");
    var sorted = new ArrayList<>(nanos);
    Collections.sort(sorted);
    int rank = (int) Math.ceil(sorted.size() * part);
    return sorted.get(Math.max(0, rank - 1)) / 1e3;
  }
}
