// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/// A body made ready once, sent often: plain and packed, with the tag that says which it is. The
/// buffers are read-only; every reader takes a view of its own.
///
/// @param etag of the plain body, in quotes; the packed one has its own (RFC 9110 §8.8.3)
/// @param gzip smaller than the plain body, or the same if packing gains nothing
record Rendered(String mediaType, String etag, ByteBuffer plain, ByteBuffer gzip) {

  // Below this a packed body saves no packet.
  private static final int PACKED_BYTES_MIN = 860;
  private static final int TAG_BYTES = 12;

  static Rendered of(String mediaType, byte[] body) {
    var plain = ByteBuffer.wrap(body).asReadOnlyBuffer();
    return new Rendered(mediaType, "\"" + hash(body) + "\"", plain, packed(body));
  }

  boolean hasGzip() {
    return gzip.capacity() < plain.capacity();
  }

  /// @param packed whether the packed body is meant
  String etag(boolean packed) {
    return packed ? etag.substring(0, etag.length() - 1) + "-gzip\"" : etag;
  }

  private static ByteBuffer packed(byte[] body) {
    if (body.length < PACKED_BYTES_MIN) return ByteBuffer.wrap(body).asReadOnlyBuffer();
    var bytes = new ByteArrayOutputStream(body.length / 4 + 64);
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException("memory can be written to", e);
    }
    var packed = bytes.toByteArray();
    return ByteBuffer.wrap(packed.length < body.length ? packed : body).asReadOnlyBuffer();
  }

  private static String hash(byte[] body) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(body);
      return HexFormat.of().formatHex(digest, 0, TAG_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
