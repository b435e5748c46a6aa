// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.json;

import dev.tocsin.dots.wire.data.rest.DataError;
import dev.tocsin.dots.wire.data.rest.DataRefusedException;
import dev.tocsin.dots.wire.data.rest.ErrorTag;
import dev.tocsin.dots.wire.data.rest.InstancePath;

/// Refusals of one element (RFC 8783 §6.1, §7.2).
final class Faults {

  private Faults() {}

  static DataRefusedException at(InstancePath path, ErrorTag tag, String message) {
    return new DataRefusedException(tag.status(), DataError.at(path.toString(), tag, message));
  }

  static DataRefusedException missing(InstancePath path, String message) {
    return at(path, ErrorTag.MISSING_ATTRIBUTE, message);
  }

  static DataRefusedException unknown(InstancePath path, String message) {
    return at(path, ErrorTag.UNKNOWN_ELEMENT, message);
  }
}
