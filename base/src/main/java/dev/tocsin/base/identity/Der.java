// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x500.style.RFC4519Style;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;

/// DER of keys, certificates and requests. Hostile bytes give any exception, checked or not; {@link
/// Pem} turns them into one.
final class Der {

  private static final Map<ASN1ObjectIdentifier, String> ALGORITHMS =
      Map.of(
          X9ObjectIdentifiers.id_ecPublicKey, "EC",
          PKCSObjectIdentifiers.rsaEncryption, "RSA",
          EdECObjectIdentifiers.id_Ed25519, "Ed25519");

  private Der() {}

  static X509Certificate certificate(byte[] der) throws CertificateException {
    var factory = CertificateFactory.getInstance("X.509");
    var certificate = factory.generateCertificate(new ByteArrayInputStream(der));
    if (!Arrays.equals(certificate.getEncoded(), der)) {
      throw new CertificateException("expected one certificate in DER, found other bytes with it");
    }
    return (X509Certificate) certificate;
  }

  static PublicKey publicKey(byte[] der) throws IOException, GeneralSecurityException {
    return publicKey(SubjectPublicKeyInfo.getInstance(exactly(der)));
  }

  static PemEntry.PrivatePart pkcs8(byte[] der) throws IOException, GeneralSecurityException {
    return pair(PrivateKeyInfo.getInstance(exactly(der)));
  }

  /// RFC 5915, the form of `openssl ec`; the curve is in the key itself.
  static PemEntry.PrivatePart sec1(byte[] der) throws IOException, GeneralSecurityException {
    var key = ECPrivateKey.getInstance(exactly(der));
    var curve = key.getParametersObject();
    if (curve == null) throw new IOException("expected the curve beside the key, found none");
    var algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve);
    return pair(new PrivateKeyInfo(algorithm, key));
  }

  /// RFC 8017 appendix A.1.2, the form of old OpenSSL.
  static PemEntry.PrivatePart pkcs1(byte[] der) throws IOException, GeneralSecurityException {
    var algorithm = new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
    return pair(new PrivateKeyInfo(algorithm, RSAPrivateKey.getInstance(exactly(der))));
  }

  /// RFC 5915 with the curve and the public key, both optional there and both wanted by some
  /// reader.
  static byte[] sec1(PemEntry.PrivatePart key) {
    try {
      var info = PrivateKeyInfo.getInstance(key.privateKey().getEncoded());
      var secret = ECPrivateKey.getInstance(info.parsePrivateKey()).getKey();
      var point = SubjectPublicKeyInfo.getInstance(key.publicKey().getEncoded()).getPublicKeyData();
      var parameters = info.getPrivateKeyAlgorithm().getParameters();
      int bits = curveBits(info);
      return new ECPrivateKey(bits, secret, new DERBitString(point.getBytes()), parameters)
          .getEncoded("DER");
    } catch (IOException e) {
      throw new IllegalStateException("a key that was read can be written", e);
    }
  }

  static PemEntry.Request request(byte[] der)
      throws IOException, GeneralSecurityException, OperatorCreationException, PKCSException {
    var request = new PKCS10CertificationRequest(der);
    var key = publicKey(request.getSubjectPublicKeyInfo());
    if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
      throw new IOException("its signature is not by the key it asks a certificate for");
    }
    var subject = RFC4519Style.INSTANCE.toString(request.getSubject());
    return new PemEntry.Request(subject, names(request), key);
  }

  private static List<String> names(PKCS10CertificationRequest request) {
    return Optional.ofNullable(request.getRequestedExtensions())
        .map(
            extensions -> GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName))
        .map(GeneralNames::getNames)
        .stream()
        .flatMap(Stream::of)
        .map(Der::text)
        .toList();
  }

  private static String text(GeneralName name) {
    return name.getTagNo() == GeneralName.iPAddress
        ? PeerIdentities.address(ASN1OctetString.getInstance(name.getName()).getOctets())
        : name.getName().toString();
  }

  private static ASN1Primitive exactly(byte[] der) throws IOException {
    return ASN1Primitive.fromByteArray(der);
  }

  private static PublicKey publicKey(SubjectPublicKeyInfo info)
      throws IOException, GeneralSecurityException {
    var factory = KeyFactory.getInstance(algorithm(info.getAlgorithm()));
    return factory.generatePublic(new X509EncodedKeySpec(info.getEncoded("DER")));
  }

  private static PemEntry.PrivatePart pair(PrivateKeyInfo info)
      throws IOException, GeneralSecurityException {
    var factory = KeyFactory.getInstance(algorithm(info.getPrivateKeyAlgorithm()));
    var privateKey = factory.generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded("DER")));
    var publicHalf = publicHalf(PrivateKeyFactory.createKey(info));
    var publicInfo = SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(publicHalf);
    return new PemEntry.PrivatePart(privateKey, publicKey(publicInfo));
  }

  private static String algorithm(AlgorithmIdentifier identifier) throws IOException {
    var name = ALGORITHMS.get(identifier.getAlgorithm());
    if (name == null) {
      throw new IOException(
          "expected a key for EC, RSA or Ed25519, found " + identifier.getAlgorithm());
    }
    var curve = identifier.getParameters();
    boolean isNamed = curve != null && curve.toASN1Primitive() instanceof ASN1ObjectIdentifier;
    if (name.equals("EC") && !isNamed) {
      throw new IOException("expected a named curve, found explicit or no parameters");
    }
    return name;
  }

  /// Computed, never taken from the file: the public key there is optional and may be another
  /// one's.
  private static AsymmetricKeyParameter publicHalf(AsymmetricKeyParameter key) throws IOException {
    return switch (key) {
      case ECPrivateKeyParameters ec -> {
        var curve = ec.getParameters();
        var point = new FixedPointCombMultiplier().multiply(curve.getG(), ec.getD());
        yield new ECPublicKeyParameters(point, curve);
      }
      case RSAPrivateCrtKeyParameters rsa ->
          new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent());
      case Ed25519PrivateKeyParameters edwards -> edwards.generatePublicKey();
      default -> throw new IOException("expected a key for EC, RSA or Ed25519");
    };
  }

  private static int curveBits(PrivateKeyInfo info) throws IOException {
    var key = (ECPrivateKeyParameters) PrivateKeyFactory.createKey(info);
    return key.getParameters().getN().bitLength();
  }
}
