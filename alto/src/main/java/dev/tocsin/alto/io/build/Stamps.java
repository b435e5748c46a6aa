// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.build;

import dev.tocsin.alto.io.settings.AltoSettings;

/// By what is seen whether sources have changed.
///
/// @param live of all tables of running daemons
record Stamps(FileStamps files, long live) {

  static Stamps of(AltoSettings settings, LiveTables live) {
    return new Stamps(FileStamps.of(settings.files()), live.version());
  }
}
