// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.build;

import dev.tocsin.alto.core.maps.CostCalendar;
import dev.tocsin.alto.core.maps.CostMatrix;
import dev.tocsin.alto.core.maps.NetworkMap;
import dev.tocsin.alto.core.maps.Publication.CostKey;
import dev.tocsin.alto.io.settings.MeasuredSettings;
import dev.tocsin.alto.sources.SourceFile;
import dev.tocsin.alto.sources.tables.MeasurementFile;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Reads costs that were measured, and calendars of them.
final class MeasuredBuild {

  private final Consumer<String> progress;
  private final Map<CostKey, CostMatrix> costs = new HashMap<>();
  private final Map<CostKey, CostCalendar> calendars = new HashMap<>();

  MeasuredBuild(Consumer<String> progress) {
    this.progress = progress;
  }

  /// @throws dev.tocsin.alto.sources.SourceException if the file cannot be read as what it should
  ///   be
  void read(NetworkMap map, MeasuredSettings settings) {
    var file = settings.table().file();
    var table = new MeasurementFile(file.toString(), settings.metric(), map, settings.intervals());
    var read =
        switch (settings.table().format()) {
          case CSV -> table.csv(SourceFile.lines(file));
          case JSON -> table.json(SourceFile.bytes(file, MeasurementFile.BYTES_MAX));
        };
    progress.accept(
        "%s: %s of %,d pairs of PIDs, %,d of them gone"
            .formatted(file, settings.metric(), read.pairs(), read.gone()));
    var key = new CostKey(map.versionTag().resourceId(), settings.metric());
    var values = read.costs();
    if (settings.calendar().isEmpty()) {
      costs.put(key, values.getFirst());
      return;
    }
    var wanted = settings.calendar().get();
    calendars.put(
        key, new CostCalendar(wanted.start(), wanted.interval(), wanted.repeated(), values));
  }

  Map<CostKey, CostMatrix> costs() {
    return costs;
  }

  Map<CostKey, CostCalendar> calendars() {
    return calendars;
  }
}
