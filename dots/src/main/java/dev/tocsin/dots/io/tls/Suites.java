// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.tls;

import java.util.Arrays;
import java.util.Vector;
import java.util.stream.IntStream;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;

/// What is offered and taken over TLS: authenticated encryption only.
final class Suites {

  static final int[] CERTIFICATE = {
    CipherSuite.TLS_AES_128_GCM_SHA256,
    CipherSuite.TLS_AES_256_GCM_SHA384,
    CipherSuite.TLS_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
  };

  // RFC 9132 §7.1: "(EC)DHE-PSK"; plain PSK last, for peers that have nothing else.
  static final int[] SHARED_KEY = {
    CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_PSK_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_PSK_WITH_AES_256_GCM_SHA384
  };

  static final int[] GROUPS = {NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.secp384r1};

  private Suites() {}

  static int[] all() {
    return IntStream.concat(Arrays.stream(CERTIFICATE), Arrays.stream(SHARED_KEY)).toArray();
  }

  static boolean hasSharedKey(int[] offered) {
    return Arrays.stream(offered)
        .anyMatch(suite -> Arrays.stream(SHARED_KEY).anyMatch(ours -> ours == suite));
  }

  static Vector<SignatureAndHashAlgorithm> signatures() {
    var signatures = new Vector<SignatureAndHashAlgorithm>();
    signatures.add(of(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
    signatures.add(of(HashAlgorithm.sha384, SignatureAlgorithm.ecdsa));
    signatures.add(SignatureAndHashAlgorithm.ed25519);
    // For the authority's signature on a certificate.
    signatures.add(of(HashAlgorithm.sha256, SignatureAlgorithm.rsa));
    signatures.add(SignatureAndHashAlgorithm.rsa_pss_rsae_sha256);
    return signatures;
  }

  private static SignatureAndHashAlgorithm of(short hash, short signature) {
    return SignatureAndHashAlgorithm.getInstance(hash, signature);
  }
}
