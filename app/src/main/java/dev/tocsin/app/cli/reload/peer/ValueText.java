// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.peer;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.identity.Fingerprints;
import dev.tocsin.base.identity.PeerIdentities;
import dev.tocsin.base.identity.Pem;
import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.base.observe.Printable;
import dev.tocsin.reload.wire.draft.DraftUsages;
import dev.tocsin.reload.wire.header.PeerAddress;
import dev.tocsin.reload.wire.usage.SipRegistration;
import dev.tocsin.reload.wire.usage.StandardKind;
import dev.tocsin.reload.wire.usage.TurnServer;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Stored values as people write and read them.
final class ValueText {

  /// What fits into a line of the control socket.
  static final int BYTES_MAX = 30_000;

  private static final String BEGIN = "-----BEGIN ";

  private ValueText() {}

  /// @throws IllegalArgumentException if no value of the kind looks so
  static Bytes read(String kind, String text) {
    return switch (standard(kind).orElse(null)) {
      case SIP_REGISTRATION -> DraftUsages.write(new SipRegistration.Uri(text));
      case TURN_SERVICE -> DraftUsages.write(new TurnServer(0, address(text)));
      case CERTIFICATE ->
          throw new IllegalArgumentException("a certificate stands in a file: --file FILE");
      case null -> Bytes.of(text);
    };
  }

  private static PeerAddress address(String text) {
    var at = HostAndPort.parse(text);
    var bytes = Bytes.owning(InetAddress.ofLiteral(at.host()).getAddress());
    return new PeerAddress(bytes, at.port());
  }

  static Bytes ofFile(String kind, byte[] content) {
    var text = new String(content, StandardCharsets.ISO_8859_1);
    boolean isPem =
        standard(kind).filter(StandardKind.CERTIFICATE::equals).isPresent() && text.contains(BEGIN);
    if (!isPem) return Bytes.owning(content);
    try {
      return Bytes.owning(Pem.certificate("the file", text).getEncoded());
    } catch (CertificateException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Optional<StandardKind> standard(String kind) {
    for (var each : StandardKind.values()) {
      var name = each.name().toLowerCase(Locale.ROOT).replace('_', '-');
      if (kind.equals(name) || kind.equals(String.valueOf(each.number()))) return Optional.of(each);
    }
    return Optional.empty();
  }

  /// A value for people: whoever stored it may have stored anything.
  static String of(String kind, Bytes value) {
    try {
      return switch (standard(kind).orElse(null)) {
        case SIP_REGISTRATION -> registration(DraftUsages.registration(value));
        case TURN_SERVICE -> server(DraftUsages.turnServer(value));
        case CERTIFICATE -> certificate(value);
        case null -> text(value);
      };
    } catch (WireException e) {
      return value.hex() + " (" + Printable.escape(String.valueOf(e.getMessage())) + ")";
    }
  }

  private static String registration(SipRegistration registration) {
    return switch (registration) {
      case SipRegistration.Uri(var uri) -> Printable.escape(uri);
      case SipRegistration.Route(var preferences, var route) ->
          "by " + route + (preferences.isEmpty() ? "" : " for " + Printable.escape(preferences));
    };
  }

  private static String server(TurnServer server) {
    try {
      var address = InetAddress.getByAddress(server.address().address().toArray());
      return address.getHostAddress() + " port " + server.address().port();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of 4 bytes or 16", e);
    }
  }

  private static String certificate(Bytes der) {
    try {
      var factory = CertificateFactory.getInstance("X.509");
      var read = factory.generateCertificate(new ByteArrayInputStream(der.toArray()));
      if (!(read instanceof X509Certificate certificate)) return der.hex();
      var names = PeerIdentities.of(List.of(certificate)).names();
      return "%s until %s, key %s"
          .formatted(
              Printable.escape(String.join(", ", names)),
              certificate.getNotAfter().toInstant(),
              Fingerprints.forPeople(certificate.getPublicKey()));
    } catch (CertificateException e) {
      throw new WireException("no certificate: " + e.getMessage(), e);
    }
  }

  /// Text if it is one, otherwise hexadecimal digits.
  static String text(Bytes value) {
    try {
      var decoder = StandardCharsets.UTF_8.newDecoder();
      var text = decoder.decode(ByteBuffer.wrap(value.toArray())).toString();
      return text.equals(Printable.escape(text)) ? text : value.hex();
    } catch (CharacterCodingException e) {
      return value.hex();
    }
  }
}
