// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import java.util.List;
import org.slf4j.Logger;

/// Ends what was opened, the last one first; one that fails does not keep the others open.
final class Closing {

  private Closing() {}

  static void all(List<AutoCloseable> opened, Logger log) {
    while (!opened.isEmpty()) {
      var part = opened.removeLast();
      try {
        part.close();
      } catch (Exception e) {
        log.warn("closing {}: {}", part.getClass().getSimpleName(), e.toString());
      }
    }
  }
}
