// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.tls;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.wire.WireProfile;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Finds the messages of a stream, which stand back to back (TR-2, R-54).
final class MessageStream {

  private final WireProfile profile;
  private final int bytesMax;
  private final byte[] head;

  MessageStream(WireProfile profile, int bytesMax) {
    this.profile = profile;
    this.bytesMax = bytesMax;
    this.head = new byte[profile.lengthAfter()];
  }

  /// @return null at the end of the stream
  /// @throws EOFException if it ends within a message
  /// @throws WireException if what comes is none, or is too large
  byte @Nullable [] next(InputStream in) throws IOException {
    int read = in.readNBytes(head, 0, head.length);
    if (read == 0) return null;
    if (read < head.length) throw new EOFException("the stream ends within a message");
    int length = profile.length(head, 0);
    if (length < head.length || length > bytesMax) {
      throw new WireException(
          "a message of %d bytes, expected %d to %d".formatted(length, head.length, bytesMax));
    }
    var message = new byte[length];
    System.arraycopy(head, 0, message, 0, head.length);
    int rest = length - head.length;
    if (in.readNBytes(message, head.length, rest) < rest) {
      throw new EOFException("the stream ends within a message");
    }
    return message;
  }
}
