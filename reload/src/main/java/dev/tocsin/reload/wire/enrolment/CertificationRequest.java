// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.enrolment;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/// What somebody wants certified, signed with the key that it is for: a bare PKCS #10, which is a
/// Simple PKI Request (RFC 5272 §3.1, R-50). Whatever else it asks for is left out.
///
/// @param key of RSA
/// @param users of its subjectAltName, as `user@domain`
/// @param uris of its subjectAltName
public record CertificationRequest(PublicKey key, List<String> users, List<String> uris) {

  public static final String MEDIA_TYPE = "application/pkcs10";

  private static final int NAMES_MAX = 64;

  // RFC 8017 appendix A.2.4; SHA-1 and older prove nothing.
  private static final Set<ASN1ObjectIdentifier> SIGNATURES =
      Set.of(
          PKCSObjectIdentifiers.sha256WithRSAEncryption,
          PKCSObjectIdentifiers.sha384WithRSAEncryption,
          PKCSObjectIdentifiers.sha512WithRSAEncryption);

  public CertificationRequest {
    users = List.copyOf(users);
    uris = List.copyOf(uris);
  }

  /// Reads one that proves that whoever made it has the key.
  ///
  /// @param keyBitsMax a longer key is refused before anything is computed with it
  /// @throws WireException if it is no such request
  public static CertificationRequest read(byte[] der, int keyBitsMax) {
    try {
      requireOne(der);
      var request = new PKCS10CertificationRequest(der);
      var key = key(request.getSubjectPublicKeyInfo(), keyBitsMax);
      requireProof(request, key);
      return new CertificationRequest(
          key,
          names(request, GeneralName.rfc822Name),
          names(request, GeneralName.uniformResourceIdentifier));
    } catch (WireException e) {
      throw e;
    } catch (IOException
        | GeneralSecurityException
        | PKCSException
        | OperatorCreationException
        | RuntimeException e) {
      // The decoder answers hostile bytes with almost any exception, unchecked ones too.
      throw new WireException("expected a PKCS #10 request in DER: " + e.getMessage(), e);
    }
  }

  private static void requireOne(byte[] der) throws IOException {
    try (var in = new ASN1InputStream(new ByteArrayInputStream(der), der.length)) {
      if (in.readObject() == null || in.read() >= 0) {
        throw new WireException("expected one PKCS #10 request in DER, found other bytes");
      }
    }
  }

  private static PublicKey key(SubjectPublicKeyInfo info, int bitsMax)
      throws IOException, GeneralSecurityException {
    if (!info.getAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)) {
      throw new WireException(
          "expected a key of RSA, found " + info.getAlgorithm().getAlgorithm().getId());
    }
    var rsa = org.bouncycastle.asn1.pkcs.RSAPublicKey.getInstance(info.parsePublicKey());
    int bits = rsa.getModulus().bitLength();
    if (bits > bitsMax || rsa.getPublicExponent().bitLength() > Long.SIZE) {
      throw new WireException(
          "expected a key of at most %d bits and a short exponent, found one of %d"
              .formatted(bitsMax, bits));
    }
    return KeyFactory.getInstance("RSA")
        .generatePublic(new X509EncodedKeySpec(info.getEncoded("DER")));
  }

  private static void requireProof(PKCS10CertificationRequest request, PublicKey key)
      throws OperatorCreationException, PKCSException {
    var algorithm = request.getSignatureAlgorithm();
    boolean isPlain =
        algorithm.getParameters() == null || DERNull.INSTANCE.equals(algorithm.getParameters());
    if (!SIGNATURES.contains(algorithm.getAlgorithm()) || !isPlain) {
      throw new WireException(
          "expected a signature by RSA with SHA-256, found " + algorithm.getAlgorithm().getId());
    }
    if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
      throw new WireException("its signature is not by the key that it wants certified");
    }
  }

  private static List<String> names(PKCS10CertificationRequest request, int kind) {
    var extensions = request.getRequestedExtensions();
    if (extensions == null) return List.of();
    var names = GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
    if (names == null) return List.of();
    if (names.getNames().length > NAMES_MAX) {
      throw new WireException(
          "a request with %d names, at most %d".formatted(names.getNames().length, NAMES_MAX));
    }
    var found = new ArrayList<String>();
    for (var name : names.getNames()) {
      if (name.getTagNo() == kind) found.add(name.getName().toString());
    }
    return found;
  }

  /// @param pair of RSA
  // EB-6: "The subjectAltName in the request MUST contain the required user name(s)."
  public static Bytes write(KeyPair pair, List<String> users, List<String> uris) {
    try {
      var builder = new JcaPKCS10CertificationRequestBuilder(new X500Name(""), pair.getPublic());
      var names = new ArrayList<GeneralName>();
      for (var user : users) names.add(new GeneralName(GeneralName.rfc822Name, user));
      for (var uri : uris) names.add(new GeneralName(GeneralName.uniformResourceIdentifier, uri));
      if (!names.isEmpty()) {
        var extensions = new ExtensionsGenerator();
        // RFC 5280 §4.2.1.6: where the subject is empty these names are critical.
        extensions.addExtension(
            Extension.subjectAlternativeName,
            true,
            new GeneralNames(names.toArray(GeneralName[]::new)));
        builder.addAttribute(
            PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
      }
      var signer = new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate());
      return Bytes.owning(builder.build(signer).getEncoded());
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException("a request for a key of RSA can be made", e);
    }
  }
}
