// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load.dtls;

import dev.tocsin.base.identity.OwnKey;
import dev.tocsin.base.identity.SharedSecret;

/// What the generator's sessions show, and with it the one cipher suite that they offer, so that
/// every server is asked for the same work.
public sealed interface Credential {

  /// @param own a P-256 key with its chain
  record Certificate(OwnKey own) implements Credential {}

  record SharedKey(SharedSecret secret) implements Credential {}

  // RFC 5289 §3.2 and RFC 5487 §2: ECDHE_ECDSA and PSK, both WITH_AES_128_GCM_SHA256.
  default int suite() {
    return switch (this) {
      case Certificate _ -> 0xC02B;
      case SharedKey _ -> 0x00A8;
    };
  }
}
