// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// What an endpoint proves itself with: a key pair and, unless it is used as a raw public key only
/// (RFC 7250), the certificate chain, end entity first.
public record OwnKey(PrivateKey privateKey, PublicKey publicKey, List<X509Certificate> chain) {

  public OwnKey {
    chain = List.copyOf(chain);
  }

  public boolean hasCertificate() {
    return !chain.isEmpty();
  }

  /// Never the key itself.
  @Override
  public String toString() {
    return "OwnKey[" + publicKey.getAlgorithm() + ", " + chain.size() + " certificates]";
  }
}
