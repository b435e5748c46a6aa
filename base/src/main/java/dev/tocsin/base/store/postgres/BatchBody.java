// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store.postgres;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.store.ChangeCodec;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Changes that were committed together, one after the other: four bytes of length, then the
/// change.
final class BatchBody {

  private BatchBody() {}

  static byte[] write(Collection<byte[]> changes) {
    var out = new ByteArrayOutputStream();
    for (var change : changes) {
      out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(change.length).array());
      out.writeBytes(change);
    }
    return out.toByteArray();
  }

  /// @throws WireException if the bytes are no changes
  static <C> List<C> read(byte[] body, ChangeCodec<C> codec) {
    var in = ByteBuffer.wrap(body);
    var changes = new ArrayList<C>();
    while (in.hasRemaining()) {
      if (in.remaining() < Integer.BYTES) throw new WireException("a change without its length");
      int length = in.getInt();
      if (length < 0 || length > in.remaining()) {
        throw new WireException(
            "expected a change of %d bytes, found %d".formatted(length, in.remaining()));
      }
      var change = new byte[length];
      in.get(change);
      changes.add(codec.decode(change));
    }
    return changes;
  }
}
