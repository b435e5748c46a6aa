// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.data.client;

import dev.tocsin.base.observe.Printable;
import java.io.IOException;

/// A server's no, with the element and the reason, in one line.
public final class RefusedByServerException extends IOException {

  private static final long serialVersionUID = 1L;

  private final int status;

  RefusedByServerException(int status, String message) {
    super(Printable.escape(message));
    this.status = status;
  }

  /// The HTTP status, 400 to 599.
  public int status() {
    return status;
  }
}
