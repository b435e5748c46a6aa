// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.triggers.thresholds;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// Reads the texts of Linux's `/proc/net`. A line that is not as expected counts as absent.
final class ProcText {

  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final Pattern SOURCE = Pattern.compile("\\bsrc=([0-9a-fA-F.:]{2,45})\\b");

  // include/net/tcp_states.h
  private static final String ESTABLISHED = "01";
  private static final String SYN_RECEIVED = "03";
  private static final String LISTEN = "0A";

  private ProcText() {}

  record Received(long bytes, long packets) {}

  /// `/proc/net/dev`: after the name come bytes and packets received, and more.
  static Optional<Received> received(List<String> lines, String networkInterface) {
    for (var line : lines) {
      int colon = line.lastIndexOf(':');
      if (colon < 0 || !line.substring(0, colon).strip().equals(networkInterface)) continue;
      var fields = SPACES.split(line.substring(colon + 1).strip());
      if (fields.length < 2) return Optional.empty();
      var bytes = number(fields[0]);
      var packets = number(fields[1]);
      if (bytes.isEmpty() || packets.isEmpty()) return Optional.empty();
      return Optional.of(new Received(bytes.getAsLong(), packets.getAsLong()));
    }
    return Optional.empty();
  }

  private static OptionalLong number(String text) {
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /// `/proc/net/snmp`: a line of names, then a line of numbers, for each protocol.
  static OptionalLong established(List<String> lines) {
    for (int i = 1; i < lines.size(); i++) {
      if (!lines.get(i - 1).startsWith("Tcp:") || !lines.get(i).startsWith("Tcp:")) continue;
      int at = List.of(SPACES.split(lines.get(i - 1))).indexOf("CurrEstab");
      var numbers = SPACES.split(lines.get(i));
      if (at > 0 && at < numbers.length) return number(numbers[at]);
    }
    return OptionalLong.empty();
  }

  /// One line of `/proc/net/tcp` or `tcp6`.
  ///
  /// @param remote in the kernel's own writing
  record Connection(String remote, String state) {
    boolean isEstablished() {
      return state.equals(ESTABLISHED);
    }

    boolean isHalfOpen() {
      return state.equals(SYN_RECEIVED);
    }

    boolean hasPeer() {
      return !state.equals(LISTEN);
    }
  }

  static Optional<Connection> connection(String line) {
    // "   0: 0100007F:0CEA 00000000:0000 0A ..."
    var fields = SPACES.split(line.strip(), 5);
    if (fields.length < 5 || !fields[0].endsWith(":")) return Optional.empty();
    int colon = fields[2].indexOf(':');
    if (colon != 8 && colon != 32) return Optional.empty();
    return Optional.of(new Connection(fields[2].substring(0, colon), fields[3]));
  }

  /// The kernel writes an address as 32-bit words in the order of the machine; Linux on
  /// little-endian machines is what this runs on.
  static Optional<InetAddress> address(String hex) {
    var bytes = new byte[hex.length() / 2];
    try {
      for (int i = 0; i < bytes.length; i++) {
        int inWord = i / 4 * 4 + (3 - i % 4);
        bytes[inWord] = (byte) Integer.parseInt(hex, 2 * i, 2 * i + 2, 16);
      }
      // An IPv4-mapped address becomes the IPv4 address that it stands for.
      return Optional.of(InetAddress.getByAddress(bytes));
    } catch (NumberFormatException | UnknownHostException e) {
      return Optional.empty();
    }
  }

  /// One line of `/proc/net/nf_conntrack`: the first `src=` is who began the conversation.
  static Optional<InetAddress> trackedSource(String line) {
    var matcher = SOURCE.matcher(line);
    if (!matcher.find()) return Optional.empty();
    try {
      return Optional.of(InetAddress.ofLiteral(matcher.group(1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
