// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.message;

import dev.tocsin.base.bytes.Bytes;

/// What stands behind the header, as far as it can be read without knowing what was asked.
///
/// @param isResponse whether it answers a request
/// @param code of the method or of the outcome, as the profile numbers them, 0 to 32767
public record Contents(boolean isResponse, int code, Bytes payload) {

  public Contents {
    if (code < 0 || code > 0x7fff) throw new IllegalArgumentException("code " + code);
  }
}
