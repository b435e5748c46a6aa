// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.header;

/// Which part of a message this is.
///
/// @param isFragment whether the message was cut at all
/// @param isLast whether it is the end of the message
/// @param offset of its first byte behind the header, in bytes
public record Fragment(boolean isFragment, boolean isLast, int offset) {

  public static final Fragment WHOLE = new Fragment(false, false, 0);

  public Fragment {
    if (offset < 0) throw new IllegalArgumentException("offset " + offset);
    if (!isFragment && (isLast || offset != 0)) {
      throw new IllegalArgumentException("a whole message with an offset or an end");
    }
  }

  /// Whether nothing else belongs to the message.
  public boolean isWhole() {
    return !isFragment || isLast && offset == 0;
  }
}
