// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.handshake;

import dev.tocsin.reload.io.link.LinkCredentials;
import java.util.List;
import java.util.Vector;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCrypto;

/// What is offered and taken on links. Certificates of an overlay are for RSA keys (SI-1).
final class Suites {

  private static final int[] CERTIFIED = {
    CipherSuite.TLS_AES_128_GCM_SHA256,
    CipherSuite.TLS_AES_256_GCM_SHA384,
    CipherSuite.TLS_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
  };

  // with forward secrecy first; plain PSK last, for peers that have nothing else.
  private static final int[] SHARED_KEY = {
    CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_PSK_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_DHE_PSK_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_PSK_WITH_AES_256_GCM_SHA384
  };

  // RFC 5054 has no others.
  private static final int[] PASSWORD = {
    CipherSuite.TLS_SRP_SHA_WITH_AES_256_CBC_SHA, CipherSuite.TLS_SRP_SHA_WITH_AES_128_CBC_SHA
  };

  static final int[] GROUPS = {
    NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.secp384r1, NamedGroup.ffdhe2048
  };

  /// Of a certificate or a key exchange in TLS 1.3, and before it.
  static final SignatureAndHashAlgorithm PSS = SignatureAndHashAlgorithm.rsa_pss_rsae_sha256;

  static final SignatureAndHashAlgorithm PKCS =
      SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.rsa);

  private Suites() {}

  static int[] of(LinkCredentials credentials, TlsCrypto crypto) {
    var wanted =
        switch (credentials) {
          case LinkCredentials.Certified _ -> CERTIFIED;
          case LinkCredentials.Shared _ -> SHARED_KEY;
          case LinkCredentials.Password _ -> PASSWORD;
        };
    return TlsUtils.getSupportedCipherSuites(crypto, wanted);
  }

  // Keys and passwords have their own suites in TLS 1.2 only.
  static ProtocolVersion[] versions(LinkCredentials credentials, boolean isDatagram) {
    if (isDatagram) return ProtocolVersion.DTLSv12.only();
    return credentials instanceof LinkCredentials.Certified
        ? ProtocolVersion.TLSv13.downTo(ProtocolVersion.TLSv12)
        : ProtocolVersion.TLSv12.only();
  }

  static Vector<SignatureAndHashAlgorithm> signatures() {
    // The last ones are for an authority's signature under a certificate.
    return new Vector<>(
        List.of(
            PSS,
            PKCS,
            SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa),
            SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha384, SignatureAlgorithm.ecdsa),
            SignatureAndHashAlgorithm.ed25519));
  }
}
