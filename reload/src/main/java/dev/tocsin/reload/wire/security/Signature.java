// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.security;

import dev.tocsin.base.bytes.Bytes;

/// Who vouches for bytes, and the proof.
public record Signature(Algorithm algorithm, Bytes value, Signer signer) {

  /// How it was made: PKCS #1 version 1.5.
  public enum Algorithm {
    RSA_SHA1,
    RSA_SHA256
  }
}
