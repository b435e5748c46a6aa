// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// What a certificate shall say.
///
/// @param name common name; also a DNS name if it is one and no other name is given
/// @param validity from now on; cut where the authority's own certificate ends
public record CertificateOrder(String name, Role role, Names names, Duration validity) {

  private static final int NAME_LENGTH_MAX = 64;
  private static final int DNS_NAME_LENGTH_MAX = 253;
  private static final Pattern DNS_NAME =
      Pattern.compile(
          "(\\*\\.)?[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

  public CertificateOrder {
    // RFC 5280 appendix A.1: ub-common-name is 64.
    if (name.isBlank() || name.length() > NAME_LENGTH_MAX || hasControl(name)) {
      throw new IllegalArgumentException(
          "expected a name of 1 to 64 characters, found '" + name + "'");
    }
    if (validity.isNegative() || validity.isZero()) {
      throw new IllegalArgumentException("expected a validity above zero, found " + validity);
    }
    if (names.isEmpty() && DNS_NAME.matcher(name).matches()) {
      names = new Names(List.of(name), List.of(), List.of());
    }
  }

  /// Which end of a session the certificate is for.
  public enum Role {
    SERVER,
    CLIENT
  }

  /// The subjectAltName.
  ///
  /// @param addresses IPv4 and IPv6 literals, as text
  /// @param uris absolute
  public record Names(List<String> dns, List<String> addresses, List<String> uris) {
    public Names {
      dns = List.copyOf(dns);
      addresses = List.copyOf(addresses);
      uris = List.copyOf(uris);
      dns.forEach(Names::requireDnsName);
      // Throws for anything but a literal and never asks a name server.
      addresses.forEach(InetAddress::ofLiteral);
      uris.forEach(Names::requireAbsolute);
    }

    boolean isEmpty() {
      return dns.isEmpty() && addresses.isEmpty() && uris.isEmpty();
    }

    private static void requireDnsName(String name) {
      if (name.length() > DNS_NAME_LENGTH_MAX || !DNS_NAME.matcher(name).matches()) {
        throw new IllegalArgumentException("expected a DNS name, found '" + name + "'");
      }
    }

    private static void requireAbsolute(String uri) {
      if (!URI.create(uri).isAbsolute()) {
        throw new IllegalArgumentException("expected an absolute URI, found '" + uri + "'");
      }
    }
  }

  private static boolean hasControl(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }
}
