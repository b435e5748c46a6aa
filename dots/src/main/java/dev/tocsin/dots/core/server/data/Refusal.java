// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import dev.tocsin.dots.wire.data.rest.DataAnswer;
import dev.tocsin.dots.wire.data.rest.DataError;
import dev.tocsin.dots.wire.data.rest.DataTarget;
import dev.tocsin.dots.wire.data.rest.ErrorTag;
import dev.tocsin.dots.wire.data.rest.InstancePath;

/// The answers to what cannot be.
final class Refusal {

  private Refusal() {}

  static DataAnswer.Refused invalid(InstancePath path, String message) {
    return at(path, ErrorTag.INVALID_VALUE, message);
  }

  static DataAnswer.Refused at(InstancePath path, ErrorTag tag, String message) {
    return DataAnswer.refused(DataError.at(path.toString(), tag, message), tag.status());
  }

  /// RFC 8783 §5.1, §6.1: 409 with `resource-denied` for what is there already.
  static DataAnswer.Refused exists(DataTarget target) {
    return DataAnswer.refused(ErrorTag.RESOURCE_DENIED, target, "it exists already");
  }

  static DataAnswer.Refused full(DataTarget target, String what, int max) {
    return DataAnswer.refused(
        ErrorTag.RESOURCE_DENIED, target, "the domain may have " + max + " " + what);
  }

  static DataAnswer.Refused missing(DataTarget target) {
    return DataAnswer.notFound(target, "there is no such resource");
  }
}
