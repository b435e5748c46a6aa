// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import dev.tocsin.base.net.Prefix;
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
  private static final Duration VALIDITY_MAX = Duration.ofDays(36_500);
  private static final int DNS_NAME_LENGTH_MAX = 253;
  private static final Pattern DNS_NAME =
      Pattern.compile(
          "(\\*\\.)?[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

  public CertificateOrder {
    requireCommonName(name);
    requireValidity(validity);
    if (names.isEmpty() && DNS_NAME.matcher(name).matches()) {
      names = new Names(List.of(name), List.of(), List.of());
    }
  }

  /// Which end of a session the certificate is for.
  public enum Role {
    SERVER,
    CLIENT,
    /// Either end.
    PEER
  }

  /// The subjectAltName.
  ///
  /// @param addresses IPv4 and IPv6 literals, as text
  /// @param uris absolute
  /// @param mails `user@domain`
  public record Names(
      List<String> dns, List<String> addresses, List<String> uris, List<String> mails) {

    public Names(List<String> dns, List<String> addresses, List<String> uris) {
      this(dns, addresses, uris, List.of());
    }

    public Names {
      dns = List.copyOf(dns);
      addresses = List.copyOf(addresses);
      uris = List.copyOf(uris);
      mails = List.copyOf(mails);
      mails.forEach(Names::requireMail);
      dns.forEach(Names::requireDnsName);
      addresses.forEach(Names::requireAddress);
      uris.forEach(Names::requireAbsolute);
    }

    boolean isEmpty() {
      return dns.isEmpty() && addresses.isEmpty() && uris.isEmpty() && mails.isEmpty();
    }

    // RFC 5280 §4.2.1.6: an rfc822Name is a "Mailbox", in ASCII.
    private static void requireMail(String mail) {
      int at = mail.lastIndexOf('@');
      boolean isPlain = mail.chars().allMatch(c -> c > ' ' && c < 0x7f);
      if (at < 1 || at == mail.length() - 1 || !isPlain) {
        throw new IllegalArgumentException("expected user@domain, found '" + mail + "'");
      }
    }

    private static void requireDnsName(String name) {
      if (name.length() > DNS_NAME_LENGTH_MAX || !DNS_NAME.matcher(name).matches()) {
        throw new IllegalArgumentException("expected a DNS name, found '" + name + "'");
      }
    }

    private static void requireAddress(String address) {
      try {
        if (address.indexOf('/') < 0 && Prefix.parse(address).isSingleAddress()) return;
      } catch (IllegalArgumentException e) {
        // Said below, in words of addresses instead of prefixes.
      }
      throw new IllegalArgumentException("expected an address, found '" + address + "'");
    }

    private static void requireAbsolute(String uri) {
      if (!URI.create(uri).isAbsolute()) {
        throw new IllegalArgumentException("expected an absolute URI, found '" + uri + "'");
      }
    }
  }

  // RFC 5280 appendix A.1: ub-common-name is 64.
  static void requireCommonName(String name) {
    boolean hasControl = name.chars().anyMatch(Character::isISOControl);
    if (name.isBlank() || name.length() > NAME_LENGTH_MAX || hasControl) {
      throw new IllegalArgumentException(
          "expected a name of 1 to 64 characters, found '" + name + "'");
    }
  }

  // RFC 5280 §4.1.2.5 ends with the year 9999.
  static void requireValidity(Duration validity) {
    if (!validity.isPositive() || validity.compareTo(VALIDITY_MAX) > 0) {
      throw new IllegalArgumentException(
          "expected a validity of 1 to 36500 days, found " + validity.toDays());
    }
  }
}
