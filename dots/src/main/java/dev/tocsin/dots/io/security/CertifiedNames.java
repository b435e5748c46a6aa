// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.security;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.eclipse.californium.elements.util.CertPathUtil;

/// Whether a server's certificate is for what its client was told to dial.
public final class CertifiedNames {

  // RFC 5280 §4.2.1.6: the iPAddress of a GeneralName.
  private static final int ADDRESS = 7;

  private CertifiedNames() {}

  /// @param expected a name or an address literal; addresses are compared as such, not as text
  public static boolean include(X509Certificate certificate, String expected) {
    if (CertPathUtil.matchDestination(certificate, expected)) return true;
    var address = literal(expected);
    return address.isPresent()
        && alternativeNames(certificate).stream()
            .filter(name -> name.getFirst().equals(ADDRESS) && name.get(1) instanceof String)
            .anyMatch(name -> literal((String) name.get(1)).equals(address));
  }

  private static Collection<List<?>> alternativeNames(X509Certificate certificate) {
    try {
      var names = certificate.getSubjectAlternativeNames();
      return names == null ? List.of() : names;
    } catch (CertificateParsingException unreadable) {
      // A certificate whose names cannot be read names nobody.
      return List.of();
    }
  }

  private static Optional<InetAddress> literal(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException isName) {
      return Optional.empty();
    }
  }
}
