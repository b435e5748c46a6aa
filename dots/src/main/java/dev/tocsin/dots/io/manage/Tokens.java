// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.manage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.base.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Who may manage with a token: `name:hash` a line, the hash being the SHA-256 of the token in
/// hexadecimal. A token is long and random, so that its hash tells nothing; the file holds none.
final class Tokens {

  private static final int FILE_BYTES_MAX = 1 << 20;
  private static final int TOKEN_MAX = 512;

  private final Map<String, byte[]> hashes;

  private Tokens(Map<String, byte[]> hashes) {
    this.hashes = Map.copyOf(hashes);
  }

  static Tokens none() {
    return new Tokens(Map.of());
  }

  /// @throws ConfigException with file and line
  static Tokens read(Path file) {
    var hashes = new LinkedHashMap<String, byte[]>();
    var lines = lines(file);
    for (int i = 0; i < lines.length; i++) {
      var line = lines[i].strip();
      if (line.isEmpty() || line.startsWith("#")) continue;
      if (!line.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}:[0-9a-fA-F]{64}")) {
        // The line may hold a token by mistake: it is not repeated.
        throw new ConfigException(
            file, i + 1, "expected 'name:' and 64 hexadecimal digits, the SHA-256 of a token");
      }
      int colon = line.indexOf(':');
      var hash = HexFormat.of().parseHex(line.substring(colon + 1));
      if (hashes.putIfAbsent(line.substring(0, colon), hash) != null) {
        throw new ConfigException(file, i + 1, "this name stands in the file twice");
      }
    }
    return new Tokens(hashes);
  }

  private static String[] lines(Path file) {
    try {
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw new ConfigException(file, "expected at most " + FILE_BYTES_MAX + " bytes");
      }
      return Files.readString(file, UTF_8).split("\n", -1);
    } catch (IOException e) {
      throw new ConfigException(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  /// Takes the same time for every wrong token.
  Optional<String> owner(String token) {
    if (token.isEmpty() || token.length() > TOKEN_MAX) return Optional.empty();
    var hash = hash(token);
    Optional<String> owner = Optional.empty();
    for (var each : hashes.entrySet()) {
      if (MessageDigest.isEqual(each.getValue(), hash)) owner = Optional.of(each.getKey());
    }
    return owner;
  }

  private static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
