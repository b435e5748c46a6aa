// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.match;

import java.util.Base64;

/// Bytes of YANG's type `binary`, kept in the base64 that JSON carries (RFC 7951 §6.6).
///
/// @param base64 RFC 4648 §4, with padding
public record Binary(String base64) {

  public Binary {
    byte[] bytes = Base64.getDecoder().decode(base64);
    if (!Base64.getEncoder().encodeToString(bytes).equals(base64)) {
      throw new IllegalArgumentException("base64 that is not canonical");
    }
  }

  public static Binary of(byte[] bytes) {
    return new Binary(Base64.getEncoder().encodeToString(bytes));
  }

  /// A copy.
  public byte[] bytes() {
    return Base64.getDecoder().decode(base64);
  }
}
