// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli;

import dev.tocsin.base.identity.Fingerprints;
import dev.tocsin.base.identity.PeerIdentities;
import dev.tocsin.base.identity.PemEntry;
import dev.tocsin.base.identity.SharedSecret;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What `tocsin keys` says about a key, in the order it is printed.
final class Shown {

  private Shown() {}

  static Map<String, Object> entry(PemEntry entry) {
    return switch (entry) {
      case PemEntry.Certificate(var certificate) -> {
        var shown = type("certificate");
        shown.putAll(certificate(certificate));
        yield shown;
      }
      case PemEntry.PrivatePart key -> {
        var shown = type("private key");
        shown.putAll(key(key.publicKey()));
        yield shown;
      }
      case PemEntry.PublicPart(var key) -> {
        var shown = type("public key");
        shown.putAll(key(key));
        yield shown;
      }
      case PemEntry.Request(var subject, var names, var key) -> {
        var shown = type("certificate request");
        shown.put("subject", subject);
        shown.put("names", names);
        shown.putAll(key(key));
        yield shown;
      }
    };
  }

  static Map<String, Object> certificate(X509Certificate certificate) {
    var identity = PeerIdentities.of(List.of(certificate));
    var shown = new LinkedHashMap<String, Object>();
    shown.put("subject", identity.subject());
    shown.put("issuer", certificate.getIssuerX500Principal().getName());
    shown.put("names", identity.names());
    shown.put("valid_from", certificate.getNotBefore().toInstant().toString());
    shown.put("valid_until", certificate.getNotAfter().toInstant().toString());
    shown.put("serial", certificate.getSerialNumber().toString(16));
    shown.putAll(key(certificate.getPublicKey()));
    return shown;
  }

  static Map<String, Object> sharedSecret(SharedSecret secret) {
    var shown = type("pre-shared key");
    shown.put("identity", secret.identity());
    shown.put("fingerprint", Fingerprints.of(secret.identity()));
    shown.put("cuid", Fingerprints.cuid(secret.identity()));
    return shown;
  }

  private static Map<String, Object> key(PublicKey key) {
    var shown = new LinkedHashMap<String, Object>();
    shown.put("algorithm", algorithm(key));
    shown.put("fingerprint", Fingerprints.of(key));
    shown.put("sha256", Fingerprints.forPeople(key));
    shown.put("cuid", Fingerprints.cuid(key));
    return shown;
  }

  private static String algorithm(PublicKey key) {
    return switch (key) {
      case ECKey ec -> "EC " + ec.getParams().getCurve().getField().getFieldSize();
      case RSAKey rsa -> "RSA " + rsa.getModulus().bitLength();
      default -> key.getAlgorithm();
    };
  }

  private static Map<String, Object> type(String type) {
    var shown = new LinkedHashMap<String, Object>();
    shown.put("type", type);
    return shown;
  }
}
