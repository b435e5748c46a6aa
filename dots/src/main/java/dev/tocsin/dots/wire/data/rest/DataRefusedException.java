// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.rest;

import dev.tocsin.base.bytes.WireException;
import java.util.List;

/// A request that cannot be read as the RFCs ask; carries the answer that it must get.
public final class DataRefusedException extends WireException {

  private static final long serialVersionUID = 1L;

  private final transient DataAnswer.Refused answer;

  public DataRefusedException(int status, DataError error) {
    super(error.path().map(path -> path + ": ").orElse("") + error.message());
    this.answer = new DataAnswer.Refused(status, List.of(error));
  }

  public DataRefusedException(ErrorTag tag, String message) {
    this(tag.status(), DataError.of(tag, message));
  }

  /// One element is at fault (RFC 8783 §6.1, §7.2).
  public static DataRefusedException at(InstancePath path, ErrorTag tag, String message) {
    return new DataRefusedException(tag.status(), DataError.at(path.toString(), tag, message));
  }

  public DataAnswer.Refused answer() {
    return answer;
  }
}
