// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load.dtls;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.base.identity.SharedSecret;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/// What both ends derive a session's first secret from.
final class KeyExchange {

  private static final int POINT_BYTES = 65;
  private static final int COORDINATE_BYTES = 32;
  private static final int NAMED_CURVE = 3;
  private static final int P256 = 23;

  // SEC 2 §2.4.2: the base point, uncompressed.
  private static final byte[] BASE_POINT =
      HexFormat.of()
          .parseHex(
              "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                  + "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");

  private KeyExchange() {}

  /// The public half of the private key 1.
  static byte[] ephemeral() {
    return Message.vector(BASE_POINT, 1);
  }

  /// One times the server's point is that point: its first coordinate is the secret, and the
  /// generator has multiplied nothing. The server cannot know, and multiplies.
  ///
  /// @param exchange body of ServerKeyExchange
  static byte[] withEphemeral(byte[] exchange) {
    // RFC 8422 §5.4: curve type, curve, point.
    if (exchange.length < 4 + POINT_BYTES
        || exchange[0] != NAMED_CURVE
        || ByteBuffer.wrap(exchange).getShort(1) != P256
        || exchange[3] != POINT_BYTES) {
      throw new IllegalArgumentException("expected an uncompressed point on P-256");
    }
    return Arrays.copyOfRange(exchange, 5, 5 + COORDINATE_BYTES);
  }

  static byte[] identity(SharedSecret secret) {
    return Message.vector(secret.identity().getBytes(UTF_8), 2);
  }

  // RFC 4279 §2: as many zeros as the key has bytes, then the key, each with its length.
  static byte[] with(SharedSecret secret) {
    byte[] key = secret.secret();
    return ByteBuffer.allocate(2 * (2 + key.length))
        .putShort((short) key.length)
        .put(new byte[key.length])
        .putShort((short) key.length)
        .put(key)
        .array();
  }
}
