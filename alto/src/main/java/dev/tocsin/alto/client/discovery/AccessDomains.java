// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.discovery;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The domain of the access network, from what a DHCP client has written down: a lease file of
/// ISC's dhclient, or one of systemd-networkd. Pure: the lines are read by others.
final class AccessDomains {

  // RFC 5986 §3: options 213 of DHCPv4 and 57 of DHCPv6 carry a name as the DNS writes it; clients
  // that do not know them give their bytes.
  private static final Pattern ACCESS =
      Pattern.compile(
          "option (?:dhcp6\\.)?(?:v4-access-domain|v6-access-domain|unknown-213|unknown-57) (.+);");
  private static final Pattern DOMAIN = Pattern.compile("option domain-name \"([^\"]+)\";");
  private static final Pattern NETWORKD_ACCESS =
      Pattern.compile("OPTION_(?:213|57)=([0-9a-fA-F]+)");
  private static final Pattern NETWORKD_DOMAIN = Pattern.compile("DOMAINNAME=\"?([^\"\\s]+)\"?");
  private static final Pattern COLONS = Pattern.compile("[0-9a-fA-F]{1,2}(?::[0-9a-fA-F]{1,2})+");
  private static final int LABEL_MAX = 63;

  private AccessDomains() {}

  /// RFC 7286 §3.1.2: option 213, otherwise option 15; of IPv6 option 57 alone. Of several leases
  /// the last holds.
  static Optional<String> in(List<String> lease) {
    Optional<String> access = Optional.empty();
    Optional<String> domain = Optional.empty();
    for (var line : lease) {
      var text = line.strip();
      var named = first(ACCESS, text).flatMap(AccessDomains::name);
      if (named.isPresent()) access = named;
      var bytes = first(NETWORKD_ACCESS, text);
      if (bytes.isPresent()) access = wire(HexFormat.of().parseHex(even(bytes.get())));
      var plain = first(DOMAIN, text);
      if (plain.isEmpty()) plain = first(NETWORKD_DOMAIN, text);
      if (plain.isPresent()) domain = plain;
    }
    return access.isPresent() ? access : domain;
  }

  private static Optional<String> first(Pattern pattern, String text) {
    var matcher = pattern.matcher(text);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static String even(String hex) {
    return hex.length() % 2 == 0 ? hex : hex.substring(0, hex.length() - 1);
  }

  private static Optional<String> name(String value) {
    var text = value.strip();
    if (COLONS.matcher(text).matches()) {
      var bytes = text.split(":");
      var wire = new byte[bytes.length];
      for (int i = 0; i < wire.length; i++) wire[i] = (byte) Integer.parseInt(bytes[i], 16);
      return wire(wire);
    }
    if (text.length() > 2 && text.startsWith("\"") && text.endsWith("\"")) {
      return Optional.of(text.substring(1, text.length() - 1));
    }
    return text.isEmpty() || text.indexOf('"') >= 0 ? Optional.empty() : Optional.of(text);
  }

  /// RFC 1035 §3.1: labels with their lengths in front, up to the empty one.
  private static Optional<String> wire(byte[] bytes) {
    var name = new StringBuilder();
    int at = 0;
    while (at < bytes.length && bytes[at] != 0) {
      int length = bytes[at] & 0xFF;
      if (length > LABEL_MAX || at + 1 + length > bytes.length) return Optional.empty();
      if (!name.isEmpty()) name.append('.');
      name.append(new String(bytes, at + 1, length, StandardCharsets.US_ASCII));
      at += 1 + length;
    }
    return name.isEmpty() ? Optional.empty() : Optional.of(name.toString());
  }
}
