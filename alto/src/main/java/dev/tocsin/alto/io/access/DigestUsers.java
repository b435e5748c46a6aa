// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.access;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.http.digest.DigestAlgorithm;
import dev.tocsin.base.http.digest.DigestSecrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Users and what HTTP Digest knows of their passwords: never these themselves (RFC 7616 §3.4.2).
public final class DigestUsers implements DigestSecrets {

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final int USERS_MAX = 100_000;

  private final String realm;
  private final Map<String, String> hashes;

  private DigestUsers(String realm, Map<String, String> hashes) {
    this.realm = realm;
    this.hashes = Map.copyOf(hashes);
  }

  /// A user to a line: name, realm, and the hash of both with the password, as {@link #line} makes
  /// them. `#` begins a comment.
  ///
  /// @throws ConfigException with file and line
  public static DigestUsers read(Path file, String realm) {
    var hashes = new HashMap<String, String>();
    int number = 0;
    for (var line : lines(file)) {
      number++;
      var text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) continue;
      var parts = text.split(":", -1);
      var where = file + ":" + number + ": ";
      if (parts.length != 3 || parts[0].isEmpty()) {
        throw new ConfigException(where + "expected user:realm:hash");
      }
      if (!parts[1].equals(realm)) {
        throw new ConfigException(
            where + "expected the realm '%s', found '%s'".formatted(realm, parts[1]));
      }
      if (!HASH.matcher(parts[2]).matches()) {
        throw new ConfigException(
            where + "expected 64 digits of SHA-256, as 'tocsin alto user' makes them");
      }
      if (hashes.put(parts[0], parts[2]) != null) {
        throw new ConfigException(where + "user '" + parts[0] + "' stands twice");
      }
      if (hashes.size() > USERS_MAX) {
        throw new ConfigException(where + "expected at most " + USERS_MAX + " users");
      }
    }
    return new DigestUsers(realm, hashes);
  }

  private static Iterable<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ConfigException(file + " cannot be read: " + e.getMessage());
    }
  }

  /// What stands in the file for a user.
  ///
  /// @throws IllegalArgumentException if a name cannot stand there
  public static String line(String user, String realm, String password) {
    if (user.isBlank() || user.chars().anyMatch(c -> c == ':' || c < ' ' || c == '#')) {
      throw new IllegalArgumentException(
          "expected a name without colons, control characters and #, found '" + user + "'");
    }
    return user + ":" + realm + ":" + DigestAlgorithm.SHA_256.secret(user, realm, password);
  }

  @Override
  public String realm() {
    return realm;
  }

  @Override
  public Optional<String> secretOf(String user, DigestAlgorithm algorithm) {
    return algorithm == DigestAlgorithm.SHA_256
        ? Optional.ofNullable(hashes.get(user))
        : Optional.empty();
  }
}
