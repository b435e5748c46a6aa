// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load.https;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;

/// Takes answers of known length apart as they come in, at as little cost as it takes to count
/// them: bodies are kept only of failures, and of what somebody wants to see.
final class Answers {

  private static final int HEAD_BYTES_MAX = 8 << 10;
  private static final byte[] END = "\r\n\r\n".getBytes(ISO_8859_1);
  private static final String LENGTH = "\r\ncontent-length:";
  private static final String CODING = "\r\ntransfer-encoding:";
  private static final int STATUS_AT = "HTTP/1.1 ".length();

  private final boolean keepsBodies;
  private final byte[] head = new byte[HEAD_BYTES_MAX];
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private int headBytes;
  private int status;
  private int bodyLeft;

  Answers(boolean keepsBodies) {
    this.keepsBodies = keepsBodies;
  }

  /// Takes bytes of one answer.
  ///
  /// @return whether that was all of it; what is left over belongs to the next one
  boolean take(ByteBuffer bytes) throws IOException {
    if (status == 0 && !takeHead(bytes)) return false;
    int some = Math.min(bodyLeft, bytes.remaining());
    if (keepsBodies || !isSuccess()) {
      body.write(bytes.array(), bytes.arrayOffset() + bytes.position(), some);
    }
    bytes.position(bytes.position() + some);
    bodyLeft -= some;
    return bodyLeft == 0;
  }

  boolean isSuccess() {
    return status / 100 == 2;
  }

  int status() {
    return status;
  }

  byte[] body() {
    return body.toByteArray();
  }

  /// Another answer begins.
  void reset() {
    headBytes = 0;
    status = 0;
    body.reset();
  }

  private boolean takeHead(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (headBytes == HEAD_BYTES_MAX) throw new IOException("expected an answer, got no end");
      head[headBytes++] = bytes.get();
      if (isEnd()) {
        read(new String(head, 0, headBytes, ISO_8859_1));
        return true;
      }
    }
    return false;
  }

  private boolean isEnd() {
    int from = headBytes - END.length;
    return head[headBytes - 1] == '\n'
        && from >= 0
        && Arrays.equals(head, from, headBytes, END, 0, END.length);
  }

  private void read(String text) throws IOException {
    var lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains(CODING)) throw new IOException("expected an answer of known length");
    int length = lower.indexOf(LENGTH);
    bodyLeft = length < 0 ? 0 : number(lower, length + LENGTH.length());
    status = number(lower, STATUS_AT);
  }

  private static int number(String text, int from) throws IOException {
    int at = from;
    while (text.charAt(at) == ' ') at++;
    int end = at;
    while (Character.isDigit(text.charAt(end))) end++;
    try {
      return Integer.parseInt(text.substring(at, end));
    } catch (NumberFormatException e) {
      throw new IOException("expected a number, got " + text.substring(from).strip(), e);
    }
  }
}
