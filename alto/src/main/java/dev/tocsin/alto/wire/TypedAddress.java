// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire;

import dev.tocsin.base.net.Prefix;
import java.util.Optional;

/// An endpoint's address with its type (RFC 7285 §10.4.5). A prefix stands for all its addresses
/// (RFC 7285 §11.5).
///
/// @param text as it came: answers use the spelling of the request, since clients look their
///   endpoints up by it
public record TypedAddress(String text, Prefix prefix) {

  public static final String IPV4 = "ipv4";
  public static final String IPV6 = "ipv6";

  /// @return empty if the type is not one that is known here, or the address is not of its type
  public static Optional<TypedAddress> parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) return Optional.empty();
    return prefix(text.substring(0, colon), text.substring(colon + 1))
        .map(prefix -> new TypedAddress(text, prefix));
  }

  /// @param type `ipv4` or `ipv6`
  /// @return empty if the text is not a prefix or an address of this type
  public static Optional<Prefix> prefix(String type, String text) {
    boolean isIpv4 = type.equals(IPV4);
    // An IPv4-mapped IPv6 address would be read as the IPv4 address that it stands for.
    if (!isIpv4 && !type.equals(IPV6) || isIpv4 == text.indexOf(':') >= 0) return Optional.empty();
    try {
      return Optional.of(Prefix.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// In the form of RFC 7285 §10.4.4: `ipv4` or `ipv6`.
  public static String typeOf(Prefix prefix) {
    return prefix.isIpv4() ? IPV4 : IPV6;
  }
}
