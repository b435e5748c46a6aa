// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.identity.CertificateOrder.Role;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A small certificate authority for quick starts: one self-signed root in a folder that certifies
/// servers and clients directly. It keeps no register of what it issued and revokes nothing; an
/// operator who needs that brings certificates of another authority.
public final class CertificateAuthority {

  static final String CERTIFICATE_FILE = "ca.pem";
  static final String KEY_FILE = "ca-key.pem";

  /// Clocks of peers may be behind ours.
  private static final Duration BACKDATED = Duration.ofHours(1);

  // RFC 5280 §4.1.2.2: at most 20 octets, positive, unique: random ones need no register.
  private static final int SERIAL_BITS = 127;

  private final OwnKey key;
  private final Random serials;

  private CertificateAuthority(OwnKey key, Random serials) {
    this.key = key;
    this.serials = serials;
  }

  /// A new authority, in memory only.
  ///
  /// @param name common name of its certificate
  public static CertificateAuthority create(
      String name, KeyKind kind, Duration validity, Instant now) {
    return create(name, kind.generate(), new SecureRandom(), validity, now);
  }

  /// One that makes the same certificates whenever it is asked in the same order, if its key signs
  /// so: for simulations.
  ///
  /// @param serials serial numbers are drawn from it
  public static CertificateAuthority create(
      String name, KeyPair pair, RandomGenerator serials, Duration validity, Instant now) {
    CertificateOrder.requireCommonName(name);
    CertificateOrder.requireValidity(validity);
    var subject = commonName(name);
    var period = new Period(now.minus(BACKDATED), now.plus(validity));
    var random = Random.from(serials);
    var builder = builder(subject, subject, pair.getPublic(), period, serial(random));
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    } catch (IOException e) {
      throw new IllegalStateException("these extensions can be encoded", e);
    }
    var unsigned = new OwnKey(pair.getPrivate(), pair.getPublic(), List.of());
    var certificate = sign(builder, unsigned);
    return new CertificateAuthority(
        new OwnKey(pair.getPrivate(), pair.getPublic(), List.of(certificate)), random);
  }

  /// The authority that {@link #save} left in a folder.
  ///
  /// @throws ConfigException if it is not there, or is no authority
  public static CertificateAuthority load(Path folder) {
    var key = OwnKeys.read(folder.resolve(KEY_FILE), folder.resolve(CERTIFICATE_FILE));
    if (key.chain().getFirst().getBasicConstraints() < 0) {
      throw new ConfigException(
          folder.resolve(CERTIFICATE_FILE),
          "expected the certificate of an authority, found another");
    }
    return new CertificateAuthority(key, new SecureRandom());
  }

  /// Writes `ca.pem` and `ca-key.pem` (mode 0600) into a folder, made with mode 0700 if missing.
  ///
  /// @param force replaces an authority that is there; otherwise that is refused
  public void save(Path folder, boolean force) {
    KeyFiles.in(folder, "ca").write(key, force);
  }

  public X509Certificate certificate() {
    return key.chain().getFirst();
  }

  /// Makes a key and certifies it; the chain is the one new certificate.
  public OwnKey issue(CertificateOrder order, KeyKind kind, Instant now) {
    var pair = kind.generate();
    var certificate = certify(pair.getPublic(), order, now);
    return new OwnKey(pair.getPrivate(), pair.getPublic(), List.of(certificate));
  }

  /// Certifies a key that was made elsewhere.
  ///
  /// @throws ConfigException if the authority's own certificate is not valid now
  public X509Certificate certify(PublicKey subject, CertificateOrder order, Instant now) {
    var end = certificate().getNotAfter().toInstant();
    if (!now.isBefore(end)) {
      throw new ConfigException("the authority's certificate ended at " + end + "; make a new one");
    }
    var wanted = now.plus(order.validity());
    var period = new Period(now.minus(BACKDATED), wanted.isBefore(end) ? wanted : end);
    var issuer = X500Name.getInstance(certificate().getSubjectX500Principal().getEncoded());
    var builder = builder(issuer, commonName(order.name()), subject, period, serial(serials));
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(Extension.extendedKeyUsage, false, purpose(order.role()));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate().getPublicKey()));
      if (!order.names().isEmpty()) {
        builder.addExtension(Extension.subjectAlternativeName, false, names(order.names()));
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("these extensions can be encoded", e);
    }
    return sign(builder, key);
  }

  private record Period(Instant start, Instant end) {
    // RFC 5280 §4.1.2.5: validity counts whole seconds.
    Date from() {
      return Date.from(start.truncatedTo(ChronoUnit.SECONDS));
    }

    Date until() {
      return Date.from(end.truncatedTo(ChronoUnit.SECONDS));
    }
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, PublicKey key, Period period, BigInteger serial) {
    var info = SubjectPublicKeyInfo.getInstance(key.getEncoded());
    var builder =
        new X509v3CertificateBuilder(issuer, serial, period.from(), period.until(), subject, info);
    try {
      var identifier = new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key);
      return builder.addExtension(Extension.subjectKeyIdentifier, false, identifier);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("a key identifier can be computed", e);
    }
  }

  private static BigInteger serial(Random random) {
    return new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1);
  }

  // RFC 5280 §4.2.1.12: TLS server and client authentication; DTLS has no purposes of its own.
  private static ExtendedKeyUsage purpose(Role role) {
    return switch (role) {
      case SERVER -> new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth);
      case CLIENT -> new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth);
      case PEER ->
          new ExtendedKeyUsage(
              new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth});
    };
  }

  private static GeneralNames names(CertificateOrder.Names names) {
    return new GeneralNames(
        Stream.of(
                names.dns().stream().map(name -> new GeneralName(GeneralName.dNSName, name)),
                names.addresses().stream().map(ip -> new GeneralName(GeneralName.iPAddress, ip)),
                names.uris().stream()
                    .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri)),
                names.mails().stream().map(mail -> new GeneralName(GeneralName.rfc822Name, mail)))
            .flatMap(stream -> stream)
            .toArray(GeneralName[]::new));
  }

  private static X500Name commonName(String name) {
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, name).build();
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, OwnKey signer) {
    var algorithm =
        switch (signer.privateKey().getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> "Ed25519";
        };
    try {
      var holder = builder.build(new JcaContentSignerBuilder(algorithm).build(signer.privateKey()));
      return Der.certificate(holder.getEncoded());
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("a " + algorithm + " certificate can be made", e);
    }
  }
}
