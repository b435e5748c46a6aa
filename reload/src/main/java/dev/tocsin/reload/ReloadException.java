// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload;

import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Response;

/// The overlay refused, or nobody in it answered.
public final class ReloadException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final FailureCode code;

  ReloadException(Response.Failure failure) {
    super(failure.reason());
    this.code = failure.code();
  }

  /// {@link FailureCode#TIMED_OUT} if nobody answered.
  public FailureCode code() {
    return code;
  }
}
