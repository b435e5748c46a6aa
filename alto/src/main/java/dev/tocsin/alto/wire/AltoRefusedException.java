// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire;

import dev.tocsin.base.bytes.WireException;

/// A request that the RFC tells to refuse, with the one error that its sender hears.
public final class AltoRefusedException extends WireException {

  private static final long serialVersionUID = 1L;

  private final transient AltoError error;

  public AltoRefusedException(AltoError error) {
    super(error.toString());
    this.error = error;
  }

  public AltoError error() {
    return error;
  }
}
