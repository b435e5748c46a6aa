// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.bytes;

/// A peer's bytes or options are not what the protocol asks for. Caught in one place per protocol,
/// counted, and answered as the RFC says; the message names what was expected and what came, and
/// holds no secret.
public class WireException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public WireException(String message) {
    super(message);
  }

  public WireException(String message, Throwable cause) {
    super(message, cause);
  }
}
