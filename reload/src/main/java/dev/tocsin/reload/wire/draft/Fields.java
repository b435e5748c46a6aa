// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.draft;

import dev.tocsin.base.bytes.ByteReader;
import dev.tocsin.base.bytes.ByteWriter;
import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.wire.id.Id;
import java.nio.charset.StandardCharsets;

/// Fields that many structures have, with the draft's bounds.
final class Fields {

  private Fields() {}

  static Id id(ByteReader in, String field) {
    return new Id(in.i64(field), in.i64(field));
  }

  static String text(ByteReader in, String field) {
    var part = vector16(in, field);
    return part.text(field);
  }

  static Bytes opaque(ByteReader in, String field) {
    return vector16(in, field).rest();
  }

  /// A part behind a count of two bytes, to be read by itself.
  static ByteReader vector16(ByteReader in, String field) {
    int count = in.u16(field);
    bounded(count);
    return in.part(count, field);
  }

  static void text(ByteWriter out, String value) {
    opaque(out, Bytes.owning(value.getBytes(StandardCharsets.UTF_8)));
  }

  static void opaque(ByteWriter out, Bytes value) {
    bounded(value.length());
    out.opaque16(value);
  }

  static void vector16(ByteWriter out, Runnable part) {
    int before = out.size();
    out.vector16(part);
    bounded(out.size() - before - 2);
  }

  // what the draft writes as <65000> has a count of two bytes, and at most so many.
  private static void bounded(int bytes) {
    if (bytes > Layout.VECTOR_MAX) {
      throw new WireException("%d bytes where %d fit".formatted(bytes, Layout.VECTOR_MAX));
    }
  }
}
