// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.security;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.wire.id.Id;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// What a certificate says of its holder: peers that it may be, users that it acts for (CE-1). It
/// proves nothing before {@link OverlayTrust} has found who issued it. Equal if their bytes are.
public final class PeerCertificate {

  // RFC 5280 §4.2.1.6.
  private static final int MAIL = 1;
  private static final int URI_NAME = 6;

  // R-49: a destination list of one peer: type 1, 16 bytes.
  private static final String SCHEME = "reload://0110";
  private static final int NAMES_MAX = 64;

  private final X509Certificate certificate;
  private final Bytes der;
  private final List<Id> peers;
  private final List<String> users;

  private PeerCertificate(X509Certificate certificate, Bytes der, Names names) {
    this.certificate = certificate;
    this.der = der;
    this.peers = List.copyOf(names.peers);
    this.users = List.copyOf(names.users);
  }

  /// Reads it with those of its peers that are of this overlay.
  ///
  /// @param overlay name
  /// @throws WireException if this is not one certificate in DER
  public static PeerCertificate read(Bytes der, String overlay) {
    try {
      var bytes = der.toArray();
      var factory = CertificateFactory.getInstance("X.509");
      var read = factory.generateCertificate(new ByteArrayInputStream(bytes));
      if (!(read instanceof X509Certificate certificate)
          || !Arrays.equals(certificate.getEncoded(), bytes)) {
        throw new WireException("expected one certificate in DER, found other bytes with it");
      }
      return new PeerCertificate(certificate, der, names(certificate, overlay));
    } catch (CertificateException e) {
      throw new WireException("a certificate cannot be read: " + e.getMessage(), e);
    }
  }

  /// The certificate of somebody whose bytes are known to be right: this process's own.
  public static PeerCertificate of(X509Certificate certificate, String overlay) {
    try {
      return read(Bytes.owning(certificate.getEncoded()), overlay);
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read can be written", e);
    }
  }

  /// As a certificate says that its holder may be this peer.
  public static URI uri(Id peer, String overlay) {
    return URI.create(SCHEME + peer + "@" + overlay + "/");
  }

  private static final class Names {
    final List<Id> peers = new ArrayList<>();
    final List<String> users = new ArrayList<>();
  }

  private static Names names(X509Certificate certificate, String overlay)
      throws CertificateParsingException {
    var names = new Names();
    Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
    if (alternatives == null) return names;
    if (alternatives.size() > NAMES_MAX) {
      throw new WireException(
          "a certificate with %d names, at most %d".formatted(alternatives.size(), NAMES_MAX));
    }
    for (var alternative : alternatives) {
      if (!(alternative.get(1) instanceof String name)) continue;
      if (Objects.equals(alternative.getFirst(), MAIL)) names.users.add(name);
      if (Objects.equals(alternative.getFirst(), URI_NAME)) {
        peer(name, overlay).ifPresent(names.peers::add);
      }
    }
    return names;
  }

  /// The other way round.
  ///
  /// @return empty if it is none of this overlay
  public static Optional<Id> peer(String uri, String overlay) {
    var end = "@" + overlay.toLowerCase(Locale.ROOT);
    var lower = uri.toLowerCase(Locale.ROOT);
    var bare = lower.endsWith("/") ? lower.substring(0, lower.length() - 1) : lower;
    if (!bare.startsWith(SCHEME) || !bare.endsWith(end)) return Optional.empty();
    if (bare.length() != SCHEME.length() + 2 * Id.BYTES + end.length()) return Optional.empty();
    var id = Id.parse(bare.substring(SCHEME.length(), SCHEME.length() + 2 * Id.BYTES));
    // TE-1.
    return id.isPeer() ? Optional.of(id) : Optional.empty();
  }

  public X509Certificate certificate() {
    return certificate;
  }

  public Bytes der() {
    return der;
  }

  /// Peers of the overlay that its holder may be.
  public List<Id> peers() {
    return peers;
  }

  /// Names of users that its holder acts for.
  public List<String> users() {
    return users;
  }

  public boolean isOf(Id peer) {
    return peers.contains(peer);
  }

  public boolean isOf(String user) {
    return users.contains(user);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PeerCertificate that && der.equals(that.der);
  }

  @Override
  public int hashCode() {
    return der.hashCode();
  }

  @Override
  public String toString() {
    return "PeerCertificate[peers=" + peers + ", users=" + users + "]";
  }
}
