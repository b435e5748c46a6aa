// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire;

import dev.tocsin.base.bytes.WireException;

/// A request that this profile does not have.
public final class UnknownMethodException extends WireException {

  private static final long serialVersionUID = 1L;

  public UnknownMethodException(int code) {
    super("no method has the code " + code);
  }
}
