// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.edition;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// A body made ready once, sent often: plain and packed, with the tag that says which it is. The
/// buffers are read-only; every reader takes a view of its own. It is packed when somebody wants
/// that first: packing takes longer than all else that is between a change and its publication.
public final class Rendered {

  // Below this a packed body saves no packet.
  private static final int PACKED_BYTES_MIN = 860;
  private static final int TAG_BYTES = 12;
  // Packing large maps harder takes three times as long, for an eighth of their size.
  private static final int LARGE_BYTES = 1 << 20;
  private static final int LARGE_LEVEL = 3;
  private static final int BUFFER_BYTES = 1 << 16;

  private final String mediaType;
  private final String etag;
  private final byte[] body;
  private volatile @Nullable ByteBuffer gzip;

  private Rendered(String mediaType, String etag, byte[] body) {
    this.mediaType = mediaType;
    this.etag = etag;
    this.body = body;
  }

  /// @param body belongs to this from now on
  static Rendered of(String mediaType, byte[] body) {
    return new Rendered(mediaType, "\"" + hash(body) + "\"", body);
  }

  public String mediaType() {
    return mediaType;
  }

  /// In quotes; the packed body has its own (RFC 9110 §8.8.3).
  ///
  /// @param packed whether the packed body is meant
  public String etag(boolean packed) {
    return packed ? etag.substring(0, etag.length() - 1) + "-gzip\"" : etag;
  }

  public ByteBuffer plain() {
    return ByteBuffer.wrap(body).asReadOnlyBuffer();
  }

  /// Whether packing gains anything.
  public boolean hasGzip() {
    return gzip().capacity() < body.length;
  }

  /// Smaller than the plain body, or the same if packing gains nothing.
  public ByteBuffer gzip() {
    var known = gzip;
    return known == null ? pack() : known;
  }

  /// Whoever comes meanwhile waits: packing it again would take as long.
  private synchronized ByteBuffer pack() {
    var known = gzip;
    if (known != null) return known;
    var made = packed(body);
    gzip = made;
    return made;
  }

  private static ByteBuffer packed(byte[] body) {
    if (body.length < PACKED_BYTES_MIN) return ByteBuffer.wrap(body).asReadOnlyBuffer();
    var bytes = new ByteArrayOutputStream(body.length / 4 + 64);
    int level = body.length < LARGE_BYTES ? Deflater.DEFAULT_COMPRESSION : LARGE_LEVEL;
    try (var out = new Packer(bytes, level)) {
      out.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException("memory can be written to", e);
    }
    var packed = bytes.toByteArray();
    return ByteBuffer.wrap(packed.length < body.length ? packed : body).asReadOnlyBuffer();
  }

  private static final class Packer extends GZIPOutputStream {
    Packer(OutputStream out, int level) throws IOException {
      super(out, BUFFER_BYTES);
      def.setLevel(level);
    }
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
