// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.security;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Whom an overlay believes. Immutable.
///
/// @param overlay its name
/// @param roots the authorities of its configuration: they issue certificates directly
/// @param acceptsSha1 whether signatures with SHA-1 count
public record OverlayTrust(String overlay, List<X509Certificate> roots, boolean acceptsSha1) {

  /// Shorter keys of RSA are no longer a proof.
  public static final int KEY_BITS_MIN = 2048;

  private static final int DIGITAL_SIGNATURE = 0;

  public OverlayTrust {
    roots = List.copyOf(roots);
  }

  /// What is wrong with a certificate for as long as it lives, if anything is.
  // EB-9: the chain ends at one of the configuration's roots.
  public Optional<String> refusal(PeerCertificate peer) {
    var certificate = peer.certificate();
    if (certificate.getBasicConstraints() >= 0) return Optional.of("it is an authority's");
    var usage = certificate.getKeyUsage();
    if (usage != null && !usage[DIGITAL_SIGNATURE]) return Optional.of("it is not for signatures");
    if (!(certificate.getPublicKey() instanceof RSAPublicKey key)
        || key.getModulus().bitLength() < KEY_BITS_MIN) {
      return Optional.of("it is not for a key of RSA of at least " + KEY_BITS_MIN + " bits");
    }
    boolean isIssued = roots.stream().anyMatch(root -> isIssued(certificate, root));
    return isIssued ? Optional.empty() : Optional.of("no authority of this overlay issued it");
  }

  private static boolean isIssued(X509Certificate certificate, X509Certificate root) {
    if (!certificate.getIssuerX500Principal().equals(root.getSubjectX500Principal())) return false;
    try {
      certificate.verify(root.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /// Whether it counts at a moment.
  public static boolean isValid(PeerCertificate peer, Instant now) {
    var certificate = peer.certificate();
    return !now.isBefore(certificate.getNotBefore().toInstant())
        && !now.isAfter(certificate.getNotAfter().toInstant());
  }
}
