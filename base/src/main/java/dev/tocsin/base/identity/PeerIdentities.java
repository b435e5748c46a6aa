// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.net.Prefix;
import java.net.InetAddress;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Makes a {@link PeerIdentity} of what the peer proved in the handshake.
public final class PeerIdentities {

  // RFC 5280 §4.2.1.6, the tags of GeneralName that are plain names.
  private static final int MAIL = 1;
  private static final int DNS = 2;
  private static final int URI = 6;
  private static final int ADDRESS = 7;

  private PeerIdentities() {}

  /// @param chain end entity first; already verified
  /// @throws WireException if the chain is empty or its subjectAltName cannot be read
  public static PeerIdentity.Certificate of(List<X509Certificate> chain) {
    if (chain.isEmpty()) throw new WireException("expected a certificate chain, got an empty one");
    var certificate = chain.getFirst();
    return new PeerIdentity.Certificate(
        certificate.getSubjectX500Principal().getName(),
        names(certificate),
        Fingerprints.of(certificate.getPublicKey()));
  }

  public static PeerIdentity.RawKey of(PublicKey key) {
    return new PeerIdentity.RawKey(Fingerprints.of(key));
  }

  public static PeerIdentity.SharedKey of(String sharedKeyIdentity) {
    return new PeerIdentity.SharedKey(sharedKeyIdentity, Fingerprints.of(sharedKeyIdentity));
  }

  private static List<String> names(X509Certificate certificate) {
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives == null) return List.of();
      var names = new ArrayList<String>();
      for (var alternative : alternatives) {
        if (!(alternative.get(1) instanceof String name)) continue;
        switch ((Integer) alternative.getFirst()) {
          case MAIL, DNS, URI -> names.add(name);
          case ADDRESS -> names.add(address(InetAddress.ofLiteral(name).getAddress()));
          default -> {} // other kinds of name are no text
        }
      }
      return names;
    } catch (CertificateParsingException e) {
      throw new WireException(
          "the certificate's subjectAltName cannot be read: " + e.getMessage(), e);
    }
  }

  /// As an operator writes it: RFC 5952 for IPv6.
  static String address(byte[] address) {
    var prefix = Prefix.of(address, 8 * address.length).toString();
    return prefix.substring(0, prefix.indexOf('/'));
  }
}
