// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// One thing that a PEM file holds.
public sealed interface PemEntry {

  /// The key that it holds or certifies, its public half if it is private.
  PublicKey publicKey();

  record Certificate(X509Certificate certificate) implements PemEntry {
    @Override
    public PublicKey publicKey() {
      return certificate.getPublicKey();
    }
  }

  /// A private key with its public half, which the file need not contain.
  record PrivatePart(PrivateKey privateKey, PublicKey publicKey) implements PemEntry {
    /// Never the key itself.
    @Override
    public String toString() {
      return "PrivatePart[" + publicKey.getAlgorithm() + "]";
    }
  }

  record PublicPart(PublicKey publicKey) implements PemEntry {}

  /// A certificate request (PKCS#10) that proved possession of its key.
  ///
  /// @param subject RFC 4514 distinguished name
  /// @param names DNS names, URIs, addresses and e-mail addresses it asks for
  record Request(String subject, List<String> names, PublicKey publicKey) implements PemEntry {
    public Request {
      names = List.copyOf(names);
    }
  }
}
