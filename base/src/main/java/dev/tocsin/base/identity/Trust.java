// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// Whom an endpoint believes. Read at every handshake, from any thread; must not block.
public interface Trust {

  List<X509Certificate> authorities();

  /// @param fingerprint as {@link PeerIdentity#fingerprint}
  boolean acceptsRawKey(String fingerprint);

  /// The secret of a pre-shared key identity, if it is known.
  Optional<byte[]> sharedKey(String identity);
}
