// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import dev.tocsin.base.identity.PeerIdentity;
import dev.tocsin.base.run.Latest;
import java.security.Principal;
import java.security.cert.X509Certificate;
import org.eclipse.californium.elements.auth.X509CertPath;

/// Who the latest peers are: a client that comes back has the same names and the same key, and its
/// sessions share one identity.
final class CertifiedPeers {

  /// Some hundred bytes each, besides the certificate.
  private static final int MAX = 4_096;

  private final Latest<X509Certificate, PeerIdentity> byCertificate = new Latest<>(MAX);

  PeerIdentity of(Principal principal) {
    return principal instanceof X509CertPath path
        ? byCertificate.orMake(path.getTarget(), _ -> Identities.of(path))
        : Identities.of(principal);
  }
}
