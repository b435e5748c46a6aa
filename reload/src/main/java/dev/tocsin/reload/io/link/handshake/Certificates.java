// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.handshake;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.core.security.OverlayTrust;
import dev.tocsin.reload.core.security.PeerCertificate;
import dev.tocsin.reload.io.link.LinkCredentials.Certified;
import java.io.IOException;
import java.time.InstantSource;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.CertificateType;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCertificate;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;

/// What both ends of a handshake do with certificates: show their own, believe the other's.
record Certificates(Certified credentials, InstantSource clock) {

  /// @return what the other end showed, which an authority of the overlay issued to a peer of it,
  ///   and which counts now
  PeerCertificate believe(Certificate shown) throws IOException {
    // CL-2: clients have certificates, too.
    if (shown.isEmpty()) throw refused(AlertDescription.bad_certificate, "no certificate");
    var trust = credentials.trust();
    var peer = read(shown.getCertificateAt(0), trust.overlay());
    var refusal = trust.refusal(peer);
    if (refusal.isPresent()) throw refused(AlertDescription.unknown_ca, refusal.get());
    if (!OverlayTrust.isValid(peer, clock.instant())) {
      var validity = peer.certificate();
      throw refused(
          AlertDescription.certificate_expired,
          "it is valid from %s to %s"
              .formatted(validity.getNotBefore().toInstant(), validity.getNotAfter().toInstant()));
    }
    if (peer.peers().isEmpty()) {
      throw refused(
          AlertDescription.bad_certificate, "it names no peer of overlay " + trust.overlay());
    }
    return peer;
  }

  private static PeerCertificate read(TlsCertificate shown, String overlay) throws IOException {
    try {
      return PeerCertificate.read(Bytes.of(shown.getEncoded()), overlay);
    } catch (WireException e) {
      throw new TlsFatalAlert(AlertDescription.bad_certificate, e.getMessage(), e);
    }
  }

  private static TlsFatalAlert refused(short alert, String reason) {
    return new TlsFatalAlert(alert, "the certificate is refused: " + reason);
  }

  TlsCredentials show(TlsContext context, JcaTlsCrypto crypto) {
    boolean is13 = TlsUtils.isTLSv13(context);
    var own = credentials.own();
    var certificate = new JcaTlsCertificate(crypto, own.certificate().certificate());
    var chain =
        new Certificate(
            CertificateType.X509,
            is13 ? new byte[0] : null,
            new CertificateEntry[] {new CertificateEntry(certificate, null)});
    return new JcaDefaultTlsCredentialedSigner(
        new TlsCryptoParameters(context),
        crypto,
        own.key(),
        chain,
        is13 ? Suites.PSS : Suites.PKCS);
  }
}
