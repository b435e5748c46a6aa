// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire;

import dev.tocsin.base.bytes.WireException;

/// A request that cannot be read as the RFC asks; carries the code that the answer must have.
public final class RefusedException extends WireException {

  private static final long serialVersionUID = 1L;
  private final ResponseCode code;

  public RefusedException(ResponseCode code, String reason) {
    super(reason);
    this.code = code;
  }

  public ResponseCode code() {
    return code;
  }
}
