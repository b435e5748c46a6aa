// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.base.config.ConfigException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// One `-----BEGIN label-----` … `-----END label-----` of a file (RFC 7468), text around it
/// ignored.
///
/// @param label what it says it is, for example `CERTIFICATE`
/// @param der the bytes inside
/// @param line where it begins, counted from 1
record PemBlock(String label, byte[] der, int line) {

  static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /// All blocks of a file, in order.
  ///
  /// @throws ConfigException with file and line, if a block does not end or is no base64
  static List<PemBlock> all(Path file, byte[] content) {
    var blocks = new ArrayList<PemBlock>();
    var lines = new String(content, UTF_8).lines().map(String::strip).toList();
    for (int i = 0; i < lines.size(); i++) {
      var label = between(lines.get(i), BEGIN);
      if (label.isEmpty()) continue;
      int end = end(file, lines, i, label.get());
      blocks.add(new PemBlock(label.get(), decode(file, lines, i, end), i + 1));
      i = end;
    }
    return blocks;
  }

  static String write(String label, byte[] der) {
    var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return BEGIN + label + DASHES + "\n" + base64 + "\n" + END + label + DASHES + "\n";
  }

  private static int end(Path file, List<String> lines, int begin, String label) {
    for (int i = begin + 1; i < lines.size(); i++) {
      var ended = between(lines.get(i), END);
      if (ended.isPresent() && ended.get().equals(label)) return i;
      if (ended.isPresent() || between(lines.get(i), BEGIN).isPresent()) {
        throw new ConfigException(
            file, i + 1, "expected '" + END + label + DASHES + "', found '" + lines.get(i) + "'");
      }
    }
    throw new ConfigException(file, begin + 1, label + " begins here and never ends");
  }

  private static byte[] decode(Path file, List<String> lines, int begin, int end) {
    var body = String.join("", lines.subList(begin + 1, end));
    if (body.contains(":")) {
      // RFC 1421 headers: what OpenSSL writes above an encrypted key.
      throw new ConfigException(
          file, begin + 2, "expected base64, found a header; a key with a passphrase is not read");
    }
    try {
      return Base64.getDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(file, begin + 1, "what follows is no base64: " + e.getMessage());
    }
  }

  private static Optional<String> between(String line, String prefix) {
    boolean fits =
        line.startsWith(prefix)
            && line.endsWith(DASHES)
            && line.length() >= prefix.length() + DASHES.length();
    return fits
        ? Optional.of(line.substring(prefix.length(), line.length() - DASHES.length()))
        : Optional.empty();
  }
}
