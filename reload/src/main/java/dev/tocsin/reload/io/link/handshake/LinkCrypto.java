// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.handshake;

import java.io.IOException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import org.bouncycastle.jcajce.util.DefaultJcaJceHelper;
import org.bouncycastle.tls.crypto.Tls13Verifier;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsStreamSigner;
import org.bouncycastle.tls.crypto.TlsStreamVerifier;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.jspecify.annotations.Nullable;

/// Bouncy Castle's TLS primitives through JCA, so that the native provider does the work where it
/// is installed. RSA-PSS has another name there than Bouncy Castle gives it, everywhere; its digest
/// is among the parameters.
final class LinkCrypto extends JcaTlsCrypto {

  private final boolean isDatagram;

  LinkCrypto(SecureRandom random, boolean isDatagram) {
    super(new DefaultJcaJceHelper(), random, random);
    this.isDatagram = isDatagram;
  }

  @Override
  public TlsCipher createCipher(TlsCryptoParameters parameters, int encryption, int mac)
      throws IOException {
    var cipher = super.createCipher(parameters, encryption, mac);
    return isDatagram ? new WaryCipher(cipher) : cipher;
  }

  private static String jdk(String name) {
    return name.endsWith("WITHRSAANDMGF1") ? "RSASSA-PSS" : name;
  }

  @Override
  protected TlsStreamSigner createStreamSigner(
      String name, @Nullable AlgorithmParameterSpec parameter, PrivateKey key, boolean random)
      throws IOException {
    return super.createStreamSigner(jdk(name), parameter, key, random);
  }

  @Override
  protected TlsStreamVerifier createStreamVerifier(
      String name, @Nullable AlgorithmParameterSpec parameter, byte[] signature, PublicKey key)
      throws IOException {
    return super.createStreamVerifier(jdk(name), parameter, signature, key);
  }

  @Override
  protected Tls13Verifier createTls13Verifier(
      String name, @Nullable AlgorithmParameterSpec parameter, PublicKey key) throws IOException {
    return super.createTls13Verifier(jdk(name), parameter, key);
  }
}
