// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.stream;

import java.time.Duration;

/// @param streamsMax of all clients together; with 0 there are none
/// @param perClientMax of one client
/// @param substreamsMax of one stream, those included that have ended
/// @param keepAlive a comment is sent where nothing else was for so long (RFC 8895 §6.8)
/// @param slowMax a stream whose reader takes nothing for so long is closed
public record StreamLimits(
    int streamsMax, int perClientMax, int substreamsMax, Duration keepAlive, Duration slowMax) {

  public static final StreamLimits DEFAULT =
      new StreamLimits(1_000, 100, 100, Duration.ofSeconds(15), Duration.ofSeconds(60));
}
