// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.tls;

import java.io.IOException;
import java.security.SecureRandom;
import org.bouncycastle.jcajce.util.DefaultJcaJceHelper;
import org.bouncycastle.tls.CertificateType;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;

/// Bouncy Castle's TLS primitives through JCA, so that the native provider does the work where it
/// is installed; with raw public keys added.
final class RawKeyCrypto extends JcaTlsCrypto {

  RawKeyCrypto(SecureRandom random) {
    super(new DefaultJcaJceHelper(), random, random);
  }

  @Override
  public TlsCertificate createCertificate(short type, byte[] encoding) throws IOException {
    return type == CertificateType.RawPublicKey
        ? new RawKeyCertificate(this, encoding)
        : super.createCertificate(type, encoding);
  }
}
