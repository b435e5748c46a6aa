// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.enrolment;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;

/// Certificates in a SignedData that nobody signed: a Simple PKI Response (RFC 5272 §4.1, R-50).
public final class CertificatesOnly {

  public static final String MEDIA_TYPE = "application/pkcs7-mime";

  /// As RFC 8551 §3.2.2 calls it.
  public static final String CONTENT_TYPE =
      MEDIA_TYPE + "; smime-type=certs-only; name=\"smime.p7c\"";

  private static final int CERTIFICATES_MAX = 16;

  private CertificatesOnly() {}

  /// @param certificates each in DER
  public static Bytes write(List<Bytes> certificates) {
    try {
      var generator = new CMSSignedDataGenerator();
      for (var each : certificates) {
        generator.addCertificate(new X509CertificateHolder(each.toArray()));
      }
      var content = generator.generate(new CMSAbsentContent(), false);
      return Bytes.owning(content.toASN1Structure().getEncoded("DER"));
    } catch (IOException | CMSException e) {
      throw new IllegalStateException("certificates can be put together", e);
    }
  }

  /// @return each in DER, in no order that means anything
  /// @throws WireException if it is no such answer
  public static List<Bytes> read(byte[] der) {
    try {
      var data = new CMSSignedData(ContentInfo.getInstance(der));
      var found = new ArrayList<Bytes>();
      for (var each : data.getCertificates().getMatches(null)) {
        if (found.size() == CERTIFICATES_MAX) {
          throw new WireException("more than " + CERTIFICATES_MAX + " certificates in an answer");
        }
        found.add(Bytes.owning(each.getEncoded()));
      }
      return found;
    } catch (WireException e) {
      throw e;
    } catch (IOException | CMSException | RuntimeException e) {
      // The decoder answers hostile bytes with almost any exception, unchecked ones too.
      throw new WireException("expected certificates in a SignedData: " + e.getMessage(), e);
    }
  }
}
