// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.config;

import java.time.Duration;
import java.util.Optional;

/// How the peers of an overlay are arranged.
///
/// @param name of the algorithm
/// @param updateEvery how often a peer of a ring tells its neighbours, in whole seconds
/// @param pingEvery how often it checks a finger, in whole seconds
public record Dht(String name, Optional<Duration> updateEvery, Optional<Duration> pingEvery) {

  /// The ring that everybody has to know.
  public static final Dht CHORD = named("chord-128-2-8");

  public Dht {
    Texts.requireName("a name of a DHT", name);
    updateEvery.ifPresent(every -> Texts.requireSeconds("updates every", every));
    pingEvery.ifPresent(every -> Texts.requireSeconds("pings every", every));
  }

  /// Without numbers: those of the algorithm hold.
  public static Dht named(String name) {
    return new Dht(name, Optional.empty(), Optional.empty());
  }

  public Dht withPeriods(Duration update, Duration ping) {
    return new Dht(name, Optional.of(update), Optional.of(ping));
  }
}
