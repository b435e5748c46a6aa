// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.config;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;

/// A certificate as text: its DER in base64, with white space anywhere.
final class RootCertificate {

  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

  private RootCertificate() {}

  static X509Certificate parse(String text) {
    try {
      byte[] der = Base64.getDecoder().decode(text.replaceAll("\\s+", ""));
      var certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der));
      if (Arrays.equals(certificate.getEncoded(), der)) return certificate;
    } catch (CertificateException | RuntimeException e) {
      // Hostile bytes may fail in any way.
      throw new IllegalArgumentException(
          "expected a certificate of X.509 in DER in base64, found '"
              + Texts.shown(text.strip())
              + "'",
          e);
    }
    throw new IllegalArgumentException("expected one certificate in DER, found more bytes with it");
  }

  static String text(X509Certificate certificate) {
    try {
      return LINES.encodeToString(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read has its bytes", e);
    }
  }
}
