// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.stream;

import java.time.Duration;

/// How patiently a client follows.
///
/// @param retryFirst before the first attempt after a failure; twice as long after each further one
/// @param retryMost never longer than this, unless the server asks for it
/// @param silence a server that says nothing for so long, not even that it is alive, is given up
/// @param poll between two looks at what no stream tells of
/// @param dependentWait for costs that follow a new network map; then the stream is begun anew
public record FollowSettings(
    Duration retryFirst,
    Duration retryMost,
    Duration silence,
    Duration poll,
    Duration dependentWait) {

  /// RFC 8895 §6.8 has servers say something every 15 s: four times missed is enough.
  public static final FollowSettings DEFAULT =
      new FollowSettings(
          Duration.ofSeconds(1),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30));

  public FollowSettings {
    if (!retryFirst.isPositive() || retryMost.compareTo(retryFirst) < 0) {
      throw new IllegalArgumentException("retry from " + retryFirst + " to " + retryMost);
    }
    if (!silence.isPositive() || !poll.isPositive() || !dependentWait.isPositive()) {
      throw new IllegalArgumentException("following needs time");
    }
  }
}
