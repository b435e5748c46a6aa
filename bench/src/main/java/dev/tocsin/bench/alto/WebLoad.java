// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.alto;

import dev.tocsin.bench.measure.Figure;
import java.util.ArrayList;
import java.util.List;

/// One way to ask for a map again and again.
///
/// @param isNotModified the client has it, and is told so
record WebLoad(boolean isTls, Size size, boolean isPacked, boolean isNotModified) {

  /// Of the map.
  enum Size {
    SMALL("2kb", 96),
    LARGE("1mb", 58_500);

    /// In names of figures.
    final String word;

    /// That make a map about as large.
    final int prefixes;

    Size(String word, int prefixes) {
      this.word = word;
      this.prefixes = prefixes;
    }
  }

  /// In the order in which they are measured.
  static List<WebLoad> all() {
    var all = new ArrayList<WebLoad>();
    for (boolean isTls : new boolean[] {false, true}) {
      for (var size : Size.values()) {
        for (boolean isPacked : new boolean[] {false, true}) {
          all.add(new WebLoad(isTls, size, isPacked, false));
        }
      }
      all.add(new WebLoad(isTls, Size.LARGE, false, true));
    }
    return all;
  }

  private String word() {
    var scheme = isTls ? "https" : "http";
    if (isNotModified) return scheme + "_304";
    return scheme + "_" + size.word + (isPacked ? "_gzip" : "_plain");
  }

  Figure rate() {
    return new Figure("rate_" + word(), "1/s");
  }

  Figure cpu() {
    return new Figure("cpu_" + word(), "µs");
  }
}
