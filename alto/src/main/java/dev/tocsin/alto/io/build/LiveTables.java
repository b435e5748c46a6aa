// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.build;

import dev.tocsin.alto.io.settings.SourceSettings;
import dev.tocsin.alto.io.settings.SourceSettings.Prefixes;
import dev.tocsin.alto.sources.gobgp.GobgpFeed;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The tables of running daemons that a configuration names, each followed as long as this is open.
final class LiveTables implements AutoCloseable {

  private final Map<Prefixes.Gobgp, GobgpFeed> feeds = new LinkedHashMap<>();

  private LiveTables() {}

  /// @throws dev.tocsin.alto.sources.SourceException if a table is not known in time
  static LiveTables open(SourceSettings settings) {
    var tables = new LiveTables();
    try {
      for (var each : settings.prefixes()) {
        if (each instanceof Prefixes.Gobgp gobgp) {
          tables.feeds.put(gobgp, GobgpFeed.open(gobgp.endpoint(), gobgp.restartWait()));
        }
      }
      tables.feeds.forEach((gobgp, feed) -> feed.awaitFirst(gobgp.firstWait()));
      return tables;
    } catch (RuntimeException e) {
      tables.close();
      throw e;
    }
  }

  GobgpFeed of(Prefixes.Gobgp gobgp) {
    return Objects.requireNonNull(feeds.get(gobgp), "not opened");
  }

  /// Changes whenever one of them does.
  long version() {
    return feeds.values().stream().mapToLong(GobgpFeed::version).sum();
  }

  /// Why one may be of before.
  Optional<String> problem() {
    return feeds.values().stream().flatMap(feed -> feed.problem().stream()).findFirst();
  }

  @Override
  public void close() {
    feeds.values().forEach(GobgpFeed::close);
  }
}
