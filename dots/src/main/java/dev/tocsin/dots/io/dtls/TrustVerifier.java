// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.dtls;

import dev.tocsin.base.identity.Fingerprints;
import dev.tocsin.base.identity.Trust;
import dev.tocsin.dots.io.security.CertifiedNames;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.eclipse.californium.elements.util.CertPathUtil;
import org.eclipse.californium.scandium.dtls.AlertMessage;
import org.eclipse.californium.scandium.dtls.AlertMessage.AlertDescription;
import org.eclipse.californium.scandium.dtls.AlertMessage.AlertLevel;
import org.eclipse.californium.scandium.dtls.CertificateMessage;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.CertificateVerificationResult;
import org.eclipse.californium.scandium.dtls.ConnectionId;
import org.eclipse.californium.scandium.dtls.HandshakeException;
import org.eclipse.californium.scandium.dtls.HandshakeResultHandler;
import org.eclipse.californium.scandium.dtls.x509.NewAdvancedCertificateVerifier;
import org.eclipse.californium.scandium.dtls.x509.StaticNewAdvancedCertificateVerifier;
import org.eclipse.californium.scandium.util.ServerNames;

/// Believes certificates and raw public keys as {@link Trust} says at the moment of the handshake.
/// A client also wants its server's certificate to carry the expected name.
public final class TrustVerifier implements NewAdvancedCertificateVerifier {

  private final Trust trust;
  private final Optional<String> expectedName;
  private volatile Chains chains;

  private record Chains(
      List<X509Certificate> authorities,
      NewAdvancedCertificateVerifier check,
      BelievedChains believed) {}

  public TrustVerifier(Trust trust, Optional<String> expectedName) {
    this.trust = trust;
    this.expectedName = expectedName;
    this.chains = chains(trust.authorities());
  }

  @Override
  public List<CertificateType> getSupportedCertificateTypes() {
    // Without an authority no certificate could be believed: ask for the bare key at once.
    return trust.authorities().isEmpty()
        ? List.of(CertificateType.RAW_PUBLIC_KEY)
        : List.of(CertificateType.X_509, CertificateType.RAW_PUBLIC_KEY);
  }

  @Override
  public CertificateVerificationResult verifyCertificate(
      ConnectionId cid,
      ServerNames serverName,
      InetSocketAddress remotePeer,
      boolean clientUsage,
      boolean verifySubject,
      boolean truncateCertificatePath,
      CertificateMessage message) {
    if (message.getCertificateChain() == null) return rawKey(cid, message);
    if (message.isEmpty() || trust.authorities().isEmpty()) {
      return refuse(cid, AlertDescription.BAD_CERTIFICATE, "no certificate that can be trusted");
    }
    if (!clientUsage && !hasExpectedName(message)) {
      return refuse(
          cid,
          AlertDescription.BAD_CERTIFICATE,
          "the server's certificate is not for " + expectedName.orElse(""));
    }
    var chains = current();
    var shown = message.getCertificateChain();
    var believed = chains.believed().find(shown, clientUsage);
    if (believed.isPresent()) return new CertificateVerificationResult(cid, believed.get(), null);
    var result =
        chains
            .check()
            .verifyCertificate(
                cid, serverName, remotePeer, clientUsage, false, truncateCertificatePath, message);
    var validated = result.getCertificatePath();
    if (validated != null) chains.believed().add(shown, clientUsage, validated);
    return result;
  }

  private CertificateVerificationResult rawKey(ConnectionId cid, CertificateMessage message) {
    var key = message.getPublicKey();
    return key != null && trust.acceptsRawKey(Fingerprints.of(key))
        ? new CertificateVerificationResult(cid, key, null)
        : refuse(cid, AlertDescription.BAD_CERTIFICATE, "the raw public key is not trusted");
  }

  private boolean hasExpectedName(CertificateMessage message) {
    if (expectedName.isEmpty()) return true;
    var certificate = (X509Certificate) message.getCertificateChain().getCertificates().getFirst();
    return CertifiedNames.include(certificate, expectedName.get());
  }

  private static CertificateVerificationResult refuse(
      ConnectionId cid, AlertDescription alert, String reason) {
    return new CertificateVerificationResult(
        cid, new HandshakeException(reason, new AlertMessage(AlertLevel.FATAL, alert)), null);
  }

  private Chains current() {
    Chains known = chains;
    List<X509Certificate> authorities = trust.authorities();
    if (!known.authorities().equals(authorities)) {
      known = chains(authorities);
      chains = known;
    }
    return known;
  }

  private static Chains chains(List<X509Certificate> authorities) {
    // The library takes an empty list for "trust everyone"; nobody is asked then, see above.
    return new Chains(
        List.copyOf(authorities),
        new StaticNewAdvancedCertificateVerifier(
            authorities.toArray(X509Certificate[]::new), null, List.of(CertificateType.X_509)),
        new BelievedChains(InstantSource.system()));
  }

  @Override
  public List<X500Principal> getAcceptedIssuers() {
    return CertPathUtil.toSubjects(trust.authorities());
  }

  @Override
  public void setResultHandler(HandshakeResultHandler resultHandler) {}
}
