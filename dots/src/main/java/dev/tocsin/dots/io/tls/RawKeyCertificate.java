// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Date;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V1TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCertificate;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;

/// A raw public key (RFC 7250) where Bouncy Castle's JCA crypto knows certificates only: the key
/// wears an unsigned certificate inside, and is the bare SubjectPublicKeyInfo on the wire. Nobody
/// asks the inner certificate for anything but its key.
final class RawKeyCertificate extends JcaTlsCertificate {

  private static final AlgorithmIdentifier NO_SIGNATURE =
      new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);

  private final byte[] subjectPublicKeyInfo;

  RawKeyCertificate(JcaTlsCrypto crypto, byte[] subjectPublicKeyInfo) throws IOException {
    super(crypto, dressed(subjectPublicKeyInfo));
    this.subjectPublicKeyInfo = subjectPublicKeyInfo.clone();
  }

  @Override
  public byte[] getEncoded() {
    return subjectPublicKeyInfo.clone();
  }

  private static byte[] dressed(byte[] subjectPublicKeyInfo) throws IOException {
    try {
      var certificate = new V1TBSCertificateGenerator();
      certificate.setSerialNumber(new ASN1Integer(BigInteger.ONE));
      certificate.setSignature(NO_SIGNATURE);
      certificate.setIssuer(new X500Name("CN=none"));
      certificate.setSubject(new X500Name("CN=none"));
      certificate.setStartDate(new Time(new Date(0)));
      certificate.setEndDate(new Time(new Date(1)));
      certificate.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(subjectPublicKeyInfo));
      var parts = new ASN1EncodableVector(3);
      parts.add(certificate.generateTBSCertificate());
      parts.add(NO_SIGNATURE);
      parts.add(new DERBitString(new byte[8]));
      return new DERSequence(parts).getEncoded();
    } catch (IllegalArgumentException e) {
      throw new IOException("the raw public key cannot be read", e);
    }
  }
}
