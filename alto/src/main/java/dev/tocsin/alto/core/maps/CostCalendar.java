// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.maps;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Costs between the PIDs of one network map that change with the time of day or week (RFC 8896): a
/// pattern that goes on round after round until somebody says otherwise. Immutable.
///
/// @param start of any of the rounds
/// @param interval how long each value holds, in whole milliseconds
/// @param repeated how many rounds ahead clients are told to count on it
/// @param values one for each interval of a round
public record CostCalendar(
    Instant start, Duration interval, int repeated, List<CostMatrix> values) {

  public CostCalendar {
    values = List.copyOf(values);
    if (values.isEmpty() || interval.toMillis() < 1 || repeated < 1) {
      throw new MapException(
          "%d intervals of %s, %d times".formatted(values.size(), interval, repeated));
    }
  }

  /// The same from the round on that the moment is in.
  public CostCalendar at(Instant now) {
    long round = interval.toMillis() * values.size();
    long rounds = Math.floorDiv(now.toEpochMilli() - start.toEpochMilli(), round);
    return new CostCalendar(start.plusMillis(rounds * round), interval, repeated, values);
  }

  /// The costs of the moment.
  public CostMatrix current(Instant now) {
    return values.get((int) Math.floorMod(intervalsUntil(now), (long) values.size()));
  }

  /// When other costs hold.
  public Instant next(Instant now) {
    return start.plusMillis((intervalsUntil(now) + 1) * interval.toMillis());
  }

  private long intervalsUntil(Instant now) {
    return Math.floorDiv(now.toEpochMilli() - start.toEpochMilli(), interval.toMillis());
  }
}
