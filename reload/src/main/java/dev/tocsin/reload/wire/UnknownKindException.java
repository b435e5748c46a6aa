// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire;

import dev.tocsin.base.bytes.WireException;

/// A kind of data that this peer does not know: its values cannot be read, nor what follows them.
public final class UnknownKindException extends WireException {

  private static final long serialVersionUID = 1L;

  public UnknownKindException(long kind) {
    super("kind " + kind + " is unknown");
  }
}
