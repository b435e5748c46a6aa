// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.security;

import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.security.Signer;

/// Whether somebody vouches for bytes.
public sealed interface Proof {

  /// The holder of this certificate does.
  record Proved(PeerCertificate certificate) implements Proof {}

  /// Nothing is signed in this overlay.
  record NotNeeded() implements Proof {}

  /// Nobody can tell before this one's certificate is here.
  record Missing(Signer signer) implements Proof {}

  record Refused(FailureCode code, String detail) implements Proof {}
}
