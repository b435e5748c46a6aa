// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import java.util.List;

/// Who the other end of a session proved to be.
public sealed interface PeerIdentity {

  /// Base64url SHA-256 of what identifies the key, unpadded (43 characters): the DER
  /// SubjectPublicKeyInfo of a certificate or raw key, the UTF-8 identity of a pre-shared key.
  /// Stable over certificate renewal with one key.
  String fingerprint();

  /// @param subject RFC 4514 distinguished name
  /// @param names DNS names, URIs, addresses and e-mail addresses of the subjectAltName
  record Certificate(String subject, List<String> names, String fingerprint)
      implements PeerIdentity {
    public Certificate {
      names = List.copyOf(names);
    }
  }

  record RawKey(String fingerprint) implements PeerIdentity {}

  record SharedKey(String identity, String fingerprint) implements PeerIdentity {}
}
