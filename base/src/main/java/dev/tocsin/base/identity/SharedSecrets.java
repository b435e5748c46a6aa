// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.base.config.ConfigException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Pre-shared keys in a file, one `identity:hex` per line; empty lines and lines that begin with
/// `#` are skipped. The secret is everything after the last colon. Mode 0600, anything wider is
/// refused.
public final class SharedSecrets {

  // RFC 4279 §5.3: implementations "MUST support PSK identities up to 128 octets in length, and
  // arbitrary PSKs up to 64 octets in length".
  private static final int IDENTITY_BYTES_MAX = 128;
  private static final int SECRET_BYTES_MIN = 16;
  private static final int SECRET_BYTES_MAX = 64;
  private static final int SECRET_BYTES = 32;
  static final int FILE_BYTES_MAX = 32 << 20;
  private static final HexFormat HEX = HexFormat.of();

  private SharedSecrets() {}

  /// A new secret of 32 bytes from the system's secure random source.
  public static SharedSecret generate(String identity) {
    var problem = identityProblem(identity);
    if (!problem.isEmpty()) throw new IllegalArgumentException(problem);
    var secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    return new SharedSecret(identity, secret);
  }

  /// All secrets of a file, in its order.
  ///
  /// @throws ConfigException with file and line; also if anyone but the owner can open the file
  public static List<SharedSecret> read(Path file) {
    var byIdentity = new LinkedHashMap<String, SharedSecret>();
    var lines = lines(file);
    for (int i = 0; i < lines.size(); i++) {
      if (isComment(lines.get(i))) continue;
      var secret = parse(file, i + 1, lines.get(i));
      if (byIdentity.putIfAbsent(secret.identity(), secret) != null) {
        throw new ConfigException(
            file, i + 1, "the identity '" + secret.identity() + "' stands in the file twice");
      }
    }
    return List.copyOf(byIdentity.values());
  }

  /// The line of a secret, without its end.
  public static String line(SharedSecret secret) {
    return secret.identity() + ":" + HEX.formatHex(secret.secret());
  }

  /// Puts a secret into a file, which is made if it is missing and keeps its other lines.
  ///
  /// @param force replaces the secret of an identity that is there; otherwise that is refused
  public static void add(Path file, SharedSecret secret, boolean force) {
    boolean exists = Files.exists(file);
    var lines = new ArrayList<>(exists ? lines(file) : List.<String>of());
    boolean known = exists && read(file).stream().anyMatch(other -> isSame(other, secret));
    if (known && !force) {
      throw new ConfigException(
          file,
          "holds the identity '" + secret.identity() + "' already; --force replaces its secret");
    }
    lines.removeIf(line -> !isComment(line) && isSame(parse(file, 1, line), secret));
    lines.add(line(secret));
    KeyFolder.write(
        file, (String.join("\n", lines) + "\n").getBytes(UTF_8), KeyFolder.Access.SECRET, exists);
  }

  static Map<String, SharedSecret> byIdentity(List<SharedSecret> secrets) {
    var map = new LinkedHashMap<String, SharedSecret>();
    for (var secret : secrets) {
      if (map.putIfAbsent(secret.identity(), secret) != null) {
        throw new ConfigException(
            "two pre-shared keys have the identity '" + secret.identity() + "'");
      }
    }
    return map;
  }

  private static boolean isSame(SharedSecret one, SharedSecret other) {
    return one.identity().equals(other.identity());
  }

  private static boolean isComment(String line) {
    return line.isBlank() || line.startsWith("#");
  }

  private static List<String> lines(Path file) {
    KeyFolder.requirePrivate(file);
    try {
      var decoder = UTF_8.newDecoder();
      var text = decoder.decode(ByteBuffer.wrap(KeyFolder.read(file, FILE_BYTES_MAX))).toString();
      return text.lines().map(String::strip).toList();
    } catch (CharacterCodingException e) {
      throw new ConfigException(file, "expected UTF-8 text, found other bytes", e);
    }
  }

  private static SharedSecret parse(Path file, int number, String line) {
    int colon = line.lastIndexOf(':');
    if (colon < 0) {
      // The line may be a secret without its identity: it is not repeated here.
      throw new ConfigException(file, number, "expected 'identity:hex', found no colon");
    }
    var identity = line.substring(0, colon).strip();
    var problem = identityProblem(identity);
    if (!problem.isEmpty()) throw new ConfigException(file, number, problem);
    return secret(file, number, identity, line.substring(colon + 1).strip());
  }

  private static SharedSecret secret(Path file, int number, String identity, String hex) {
    var secret = bytes(file, number, hex);
    if (secret.length < SECRET_BYTES_MIN || secret.length > SECRET_BYTES_MAX) {
      throw new ConfigException(
          file, number, "expected a secret of 16 to 64 bytes, found " + secret.length);
    }
    return new SharedSecret(identity, secret);
  }

  private static byte[] bytes(Path file, int number, String hex) {
    try {
      return HEX.parseHex(hex);
    } catch (IllegalArgumentException _) {
      // The cause would repeat part of the secret.
      throw new ConfigException(
          file, number, "expected hexadecimal after the last colon, found something else");
    }
  }

  /// Why this cannot be the identity of a pre-shared key; empty if it can.
  public static String identityProblem(String identity) {
    int length = identity.getBytes(UTF_8).length;
    if (length == 0 || length > IDENTITY_BYTES_MAX) {
      return "expected an identity of 1 to 128 bytes, found " + length;
    }
    boolean writable =
        identity.strip().equals(identity)
            && !identity.startsWith("#")
            && identity.chars().noneMatch(Character::isISOControl);
    return writable
        ? ""
        : "expected an identity without '#' in front, spaces around it or control characters";
  }
}
