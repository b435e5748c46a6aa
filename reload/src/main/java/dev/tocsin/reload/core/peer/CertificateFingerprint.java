// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.peer;

import dev.tocsin.reload.core.security.PeerCertificate;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/// A certificate's fingerprint as RFC 4572 §5 writes it: `sha-256 AB:CD:…`.
public final class CertificateFingerprint {

  private static final String SHA256 = "sha-256";
  private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();

  private CertificateFingerprint() {}

  public static String of(PeerCertificate certificate) {
    return SHA256 + " " + COLONS.formatHex(digest("SHA-256", certificate));
  }

  /// Whether a text that came is the fingerprint of this certificate. Of the older functions only
  /// SHA-1 counts.
  static boolean matches(String text, PeerCertificate certificate) {
    var parts = text.strip().split(" +", 2);
    if (parts.length != 2) return false;
    var function =
        switch (parts[0].toLowerCase(Locale.ROOT)) {
          case SHA256 -> "SHA-256";
          case "sha-384" -> "SHA-384";
          case "sha-512" -> "SHA-512";
          case "sha-1" -> "SHA-1";
          default -> "";
        };
    return !function.isEmpty()
        && COLONS.formatHex(digest(function, certificate)).equalsIgnoreCase(parts[1]);
  }

  private static byte[] digest(String function, PeerCertificate certificate) {
    try {
      return MessageDigest.getInstance(function).digest(certificate.der().toArray());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + function, e);
    }
  }
}
