// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.scope;

import static java.util.Map.entry;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a target-uri stands for.
///
/// RFC 9132 §4.4.1.1: the addresses of the host are the prefixes, the scheme gives the protocol,
/// and the port, or the scheme's default port, gives the port.
///
/// @param host a name, or the address literal in `literal`
public record UriTarget(
    String host, Optional<Prefix> literal, List<PortRange> ports, List<Integer> protocols) {

  private static final List<Integer> TCP = List.of(6);
  private static final List<Integer> UDP = List.of(17);
  private static final List<Integer> TCP_AND_UDP = List.of(6, 17);

  private record Scheme(int port, List<Integer> protocols) {}

  // The IANA registry of URI schemes, as far as a scheme names an Internet service with a port.
  private static final Map<String, Scheme> SCHEMES =
      Map.ofEntries(
          entry("http", new Scheme(80, TCP)),
          entry("https", new Scheme(443, TCP)),
          entry("ws", new Scheme(80, TCP)),
          entry("wss", new Scheme(443, TCP)),
          entry("coap", new Scheme(5683, UDP)),
          entry("coaps", new Scheme(5684, UDP)),
          entry("coap+tcp", new Scheme(5683, TCP)),
          entry("coaps+tcp", new Scheme(5684, TCP)),
          entry("dns", new Scheme(53, TCP_AND_UDP)),
          entry("ftp", new Scheme(21, TCP)),
          entry("imap", new Scheme(143, TCP)),
          entry("ldap", new Scheme(389, TCP)),
          entry("ldaps", new Scheme(636, TCP)),
          entry("nntp", new Scheme(119, TCP)),
          entry("pop", new Scheme(110, TCP)),
          entry("rtsp", new Scheme(554, TCP)),
          entry("rtsps", new Scheme(322, TCP)),
          entry("sip", new Scheme(5060, TCP_AND_UDP)),
          entry("sips", new Scheme(5061, TCP)),
          entry("ssh", new Scheme(22, TCP)),
          entry("stun", new Scheme(3478, TCP_AND_UDP)),
          entry("stuns", new Scheme(5349, TCP)),
          entry("telnet", new Scheme(23, TCP)),
          entry("tftp", new Scheme(69, UDP)),
          entry("turn", new Scheme(3478, TCP_AND_UDP)),
          entry("turns", new Scheme(5349, TCP)),
          entry("xmpp", new Scheme(5222, TCP)));

  public UriTarget {
    ports = List.copyOf(ports);
    protocols = List.copyOf(protocols);
  }

  /// @throws IllegalArgumentException if no traffic follows from the URI; the message is fit for
  ///   the peer
  public static UriTarget parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("target-uri '" + text + "' is not a URI", e);
    }
    if (uri.getScheme() == null || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "target-uri '" + text + "' needs a scheme and a host, like https://www.example.com");
    }
    var scheme = SCHEMES.get(uri.getScheme().toLowerCase(Locale.ROOT));
    int port = uri.getPort();
    if (port < 0 && scheme != null) port = scheme.port();
    if (port < 0) {
      throw new IllegalArgumentException(
          "target-uri '" + text + "': the default port of its scheme is not known; name the port");
    }
    if (port > 65_535) {
      throw new IllegalArgumentException("target-uri '" + text + "' has no port within 0-65535");
    }
    return new UriTarget(
        Ownership.canonical(uri.getHost()),
        literal(uri.getHost()),
        List.of(PortRange.of(port)),
        scheme == null ? List.of() : scheme.protocols());
  }

  private static Optional<Prefix> literal(String host) {
    var bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    boolean isAddress = bare.indexOf(':') >= 0 || bare.matches("[0-9.]+");
    return isAddress && bare.indexOf('/') < 0 ? Optional.of(Prefix.parse(bare)) : Optional.empty();
  }
}
