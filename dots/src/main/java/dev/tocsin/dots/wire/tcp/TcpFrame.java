// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.tcp;

import java.io.ByteArrayOutputStream;

/// One CoAP message as it stands on a stream (RFC 8323 §3.2). Arrays belong to the frame.
///
/// @param bytes the whole frame
/// @param body options, marker and payload
public record TcpFrame(int code, byte[] token, byte[] body, byte[] bytes) {

  // RFC 8323 §3.2: 4 bits of length, then 1, 2 or 4 more bytes.
  static final int ONE_BYTE = 13;
  static final int TWO_BYTES = 269;
  static final int FOUR_BYTES = 65_805;

  /// Class 7: signalling, which concerns the connection and no request.
  public boolean isSignal() {
    return code >>> 5 == 7;
  }

  /// @param body at most 65,804 bytes
  public static byte[] write(int code, byte[] token, byte[] body) {
    if (token.length > 8) throw new IllegalArgumentException("token of " + token.length + " bytes");
    if (body.length >= FOUR_BYTES) {
      throw new IllegalArgumentException("body of " + body.length + " bytes");
    }
    var out = new ByteArrayOutputStream(body.length + 13);
    if (body.length < ONE_BYTE) {
      out.write(body.length << 4 | token.length);
    } else if (body.length < TWO_BYTES) {
      out.write(13 << 4 | token.length);
      out.write(body.length - ONE_BYTE);
    } else {
      out.write(14 << 4 | token.length);
      out.write(body.length - TWO_BYTES >>> 8);
      out.write(body.length - TWO_BYTES & 0xff);
    }
    out.write(code);
    out.writeBytes(token);
    out.writeBytes(body);
    return out.toByteArray();
  }
}
