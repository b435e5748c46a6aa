// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.tls;

import dev.tocsin.base.identity.Fingerprints;
import dev.tocsin.base.identity.OwnKey;
import dev.tocsin.base.identity.PeerIdentities;
import dev.tocsin.base.identity.PeerIdentity;
import dev.tocsin.base.identity.Trust;
import dev.tocsin.dots.io.security.CertifiedNames;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.CertificateType;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCertificate;
import org.eclipse.californium.elements.util.CertPathUtil;
import org.jspecify.annotations.Nullable;

/// What both ends of a TLS handshake do with keys: show their own, believe the other's.
final class TlsTrust {

  private TlsTrust() {}

  /// @param clientEnd whether the peer is the client, and its certificate for that
  static PeerIdentity believe(Certificate shown, Trust trust, boolean clientEnd)
      throws IOException {
    if (shown.isEmpty()) throw refused(AlertDescription.bad_certificate, "no certificate", null);
    if (shown.getCertificateType() == CertificateType.RawPublicKey) {
      PublicKey key = key(shown.getCertificateAt(0).getEncoded());
      if (!trust.acceptsRawKey(Fingerprints.of(key))) {
        throw refused(AlertDescription.bad_certificate, "the raw public key is not trusted", null);
      }
      return PeerIdentities.of(key);
    }
    List<X509Certificate> chain = chain(shown);
    validate(chain, trust.authorities());
    if (!CertPathUtil.canBeUsedForAuthentication(chain.getFirst(), clientEnd)) {
      throw refused(AlertDescription.bad_certificate, "the certificate is for another use", null);
    }
    return PeerIdentities.of(chain);
  }

  static void expect(Certificate shown, Optional<String> name) throws IOException {
    if (name.isEmpty() || shown.getCertificateType() == CertificateType.RawPublicKey) return;
    X509Certificate certificate = chain(shown).getFirst();
    if (!CertifiedNames.include(certificate, name.get())) {
      throw refused(
          AlertDescription.bad_certificate,
          "the server's certificate is not for " + name.get(),
          null);
    }
  }

  private static void validate(List<X509Certificate> chain, List<X509Certificate> authorities)
      throws IOException {
    try {
      var anchors = new HashSet<TrustAnchor>();
      authorities.forEach(authority -> anchors.add(new TrustAnchor(authority, null)));
      if (anchors.isEmpty()) throw new GeneralSecurityException("no authority is trusted");
      var path = new ArrayList<>(chain);
      // A root that the peer sends along is an anchor and no part of the path.
      if (path.size() > 1 && authorities.contains(path.getLast())) path.removeLast();
      var parameters = new PKIXParameters(anchors);
      parameters.setRevocationEnabled(false);
      var certificates = CertificateFactory.getInstance("X.509").generateCertPath(path);
      CertPathValidator.getInstance("PKIX").validate(certificates, parameters);
    } catch (GeneralSecurityException e) {
      throw refused(
          AlertDescription.bad_certificate, "the certificate is not trusted: " + e.getMessage(), e);
    }
  }

  private static List<X509Certificate> chain(Certificate shown) throws IOException {
    try {
      var factory = CertificateFactory.getInstance("X.509");
      var chain = new ArrayList<X509Certificate>();
      for (TlsCertificate one : shown.getCertificateList()) {
        chain.add(
            (X509Certificate)
                factory.generateCertificate(new ByteArrayInputStream(one.getEncoded())));
      }
      return chain;
    } catch (GeneralSecurityException e) {
      throw refused(AlertDescription.bad_certificate, "the certificate cannot be read", e);
    }
  }

  private static PublicKey key(byte[] subjectPublicKeyInfo) throws IOException {
    for (String algorithm : List.of("EC", "Ed25519")) {
      try {
        return KeyFactory.getInstance(algorithm)
            .generatePublic(new X509EncodedKeySpec(subjectPublicKeyInfo));
      } catch (GeneralSecurityException _) {
        // of another kind, then
      }
    }
    throw refused(AlertDescription.unsupported_certificate, "an unknown kind of raw key", null);
  }

  static TlsCredentials show(TlsContext context, RawKeyCrypto crypto, OwnKey key, boolean raw)
      throws IOException {
    return new JcaDefaultTlsCredentialedSigner(
        new TlsCryptoParameters(context),
        crypto,
        key.privateKey(),
        raw ? rawKey(context, crypto, key) : chain(context, crypto, key),
        signature(context, key));
  }

  private static SignatureAndHashAlgorithm signature(TlsContext context, OwnKey key)
      throws IOException {
    // An EC key of 384 bits wants its own hash in TLS 1.3.
    String algorithm = key.publicKey().getAlgorithm();
    if (algorithm.equals("EdDSA") || algorithm.equals("Ed25519")) {
      return SignatureAndHashAlgorithm.ed25519;
    }
    boolean large =
        key.publicKey() instanceof ECPublicKey ec && ec.getParams().getOrder().bitLength() > 256;
    return Suites.signatures().get(large ? 1 : 0);
  }

  private static Certificate chain(TlsContext context, RawKeyCrypto crypto, OwnKey key)
      throws IOException {
    var chain = new TlsCertificate[key.chain().size()];
    for (int i = 0; i < chain.length; i++) {
      chain[i] = new JcaTlsCertificate(crypto, key.chain().get(i));
    }
    return of(context, CertificateType.X509, chain);
  }

  private static Certificate rawKey(TlsContext context, RawKeyCrypto crypto, OwnKey key)
      throws IOException {
    return of(
        context,
        CertificateType.RawPublicKey,
        new TlsCertificate[] {new RawKeyCertificate(crypto, key.publicKey().getEncoded())});
  }

  private static Certificate of(TlsContext context, short type, TlsCertificate[] chain) {
    boolean is13 = TlsUtils.isTLSv13(context);
    var entries = new CertificateEntry[chain.length];
    for (int i = 0; i < chain.length; i++) {
      entries[i] = new CertificateEntry(chain[i], null);
    }
    return new Certificate(type, is13 ? new byte[0] : null, entries);
  }

  static TlsFatalAlert refused(short alert, String reason, @Nullable Throwable cause) {
    return new TlsFatalAlert(alert, reason, cause);
  }
}
