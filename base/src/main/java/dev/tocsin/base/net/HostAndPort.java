// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.net;

/// Where something listens: a name or an address literal without brackets, and a port.
public record HostAndPort(String host, int port) {

  private static final int HOST_MAX = 253;

  public HostAndPort {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is not within 0-65535");
    }
    if (host.isEmpty() || host.length() > HOST_MAX || !host.chars().allMatch(HostAndPort::isHost)) {
      throw new IllegalArgumentException("'" + shown(host) + "' is not a host name or address");
    }
  }

  /// Reads `name:4646`, `192.0.2.1:4646` or `[2001:db8::1]:4646`.
  public static HostAndPort parse(String text) {
    return parse(text, -1);
  }

  /// Reads the same with the port left out, too: `name`, `[2001:db8::1]`, `2001:db8::1`.
  ///
  /// @param defaultPort the port where the text has none; negative when it must have one
  public static HostAndPort parse(String text, int defaultPort) {
    if (text.startsWith("[")) return bracketed(text, defaultPort);
    int colon = text.lastIndexOf(':');
    // Two colons and no brackets: all of it is an IPv6 address, and the port is missing.
    if (colon < 0 || text.indexOf(':') < colon) return withPort(text, text, "", defaultPort);
    return withPort(text, text.substring(0, colon), text.substring(colon), defaultPort);
  }

  private static HostAndPort bracketed(String text, int defaultPort) {
    int end = text.indexOf(']');
    if (end < 0 || text.indexOf(':') > end) throw malformed(text);
    return withPort(text, text.substring(1, end), text.substring(end + 1), defaultPort);
  }

  private static HostAndPort withPort(String text, String host, String rest, int defaultPort) {
    if (host.indexOf(':') >= 0) host = ipv6(text, host);
    if (rest.isEmpty() && defaultPort >= 0) return new HostAndPort(host, defaultPort);
    if (rest.length() < 2 || rest.length() > 6 || rest.charAt(0) != ':') throw malformed(text);
    if (!rest.chars().skip(1).allMatch(c -> c >= '0' && c <= '9')) throw malformed(text);
    return new HostAndPort(host, Integer.parseInt(rest, 1, rest.length(), 10));
  }

  private static String ipv6(String text, String host) {
    int zone = host.indexOf('%');
    var address = zone < 0 ? host : host.substring(0, zone);
    if (address.indexOf('/') >= 0) throw malformed(text);
    Prefix.parse(address);
    return host;
  }

  private static boolean isHost(int c) {
    return c > ' ' && c < 0x7F && "/[]@?#\\\"'<>".indexOf(c) < 0;
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "'" + shown(text) + "' is not like host:4646, 192.0.2.1:4646 or [2001:db8::1]:4646");
  }

  private static String shown(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }

  public boolean isIpv6() {
    return host.indexOf(':') >= 0;
  }

  /// The form that {@link #parse(String)} reads.
  @Override
  public String toString() {
    return isIpv6() ? "[" + host + "]:" + port : host + ":" + port;
  }
}
