// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.enrolment;

import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.CertificateOrder;
import dev.tocsin.reload.core.security.OverlayTrust;
import dev.tocsin.reload.core.security.PeerCertificate;
import dev.tocsin.reload.wire.id.Id;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Issues the certificates of an overlay's peers (CE-1): whoever holds one may be those peers and
/// act for those users.
///
/// @param overlay its name
public record OverlayAuthority(CertificateAuthority authority, String overlay) {

  // CE-1, R-49: names as rfc822Name, peers as URIs.
  /// @param users as `user@domain`
  /// @param peers that were drawn at random, by whoever runs the overlay
  public PeerCertificate certify(
      PublicKey key, List<String> users, List<Id> peers, Duration validity, Instant now) {
    var uris = peers.stream().map(peer -> PeerCertificate.uri(peer, overlay).toString()).toList();
    var names = new CertificateOrder.Names(List.of(), List.of(), uris, users);
    // The subject says nothing: names are in subjectAltName.
    var order = new CertificateOrder("peer", CertificateOrder.Role.PEER, names, validity);
    return PeerCertificate.of(authority.certify(key, order, now), overlay);
  }

  /// What peers have to know to believe these certificates; signatures with SHA-1 do not count.
  public OverlayTrust trust() {
    return new OverlayTrust(overlay, List.of(authority.certificate()), false);
  }
}
