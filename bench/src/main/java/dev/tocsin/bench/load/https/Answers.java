// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load.https;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// Reads answers of known length from a connection, at as little cost as it takes to count them:
/// nothing is made of what nobody looks at.
final class Answers {

  private static final int HEAD_BYTES_MAX = 8 << 10;
  private static final byte[] LENGTH = "content-length:".getBytes(ISO_8859_1);
  private static final byte[] CODING = "transfer-encoding:".getBytes(ISO_8859_1);
  private static final int STATUS_AT = "HTTP/1.1 ".length();

  private final InputStream in;
  private final byte[] buffer = new byte[32 << 10];
  private int from;
  private int to;

  Answers(InputStream in) {
    this.in = in;
  }

  /// @param bodyBytes that follow
  record Head(int status, int bodyBytes) {
    boolean isSuccess() {
      return status / 100 == 2;
    }
  }

  Head head() throws IOException {
    int status = 0;
    int bytes = 0;
    for (int line = 0; ; line++) {
      int end = lineEnd();
      int start = from;
      from = end + 1;
      if (end - start <= 1) return new Head(status, bytes);
      if (line == 0) status = number(start + STATUS_AT, end);
      else if (begins(start, end, LENGTH)) bytes = number(start + LENGTH.length, end);
      else if (begins(start, end, CODING)) {
        throw new IOException("expected an answer of known length");
      }
    }
  }

  byte[] body(Head head) throws IOException {
    var body = new byte[head.bodyBytes()];
    for (int got = 0; got < body.length; ) {
      if (from == to) fill();
      int some = Math.min(body.length - got, to - from);
      System.arraycopy(buffer, from, body, got, some);
      from += some;
      got += some;
    }
    return body;
  }

  void skipBody(Head head) throws IOException {
    for (int left = head.bodyBytes(); left > 0; ) {
      if (from == to) fill();
      int some = Math.min(left, to - from);
      from += some;
      left -= some;
    }
  }

  /// Where the line that begins at the next byte ends; all of it is in the buffer then.
  private int lineEnd() throws IOException {
    for (int at = from; ; at++) {
      if (at - from > HEAD_BYTES_MAX) throw new IOException("expected an answer, got no line");
      if (at == to) {
        int known = at - from;
        more();
        at = from + known;
      }
      if (buffer[at] == '\n') return at;
    }
  }

  /// Reads on behind what is there, which moves to the front if there is no room.
  private void more() throws IOException {
    if (to == buffer.length) {
      System.arraycopy(buffer, from, buffer, 0, to - from);
      to -= from;
      from = 0;
    }
    int got = in.read(buffer, to, buffer.length - to);
    if (got < 0) throw new IOException("no answer");
    to += got;
  }

  private void fill() throws IOException {
    from = 0;
    to = 0;
    more();
  }

  private boolean begins(int start, int end, byte[] name) {
    if (end - start < name.length) return false;
    for (int i = 0; i < name.length; i++) {
      if ((buffer[start + i] | 0x20) != (name[i] | 0x20)) return false;
    }
    return true;
  }

  /// The first number from there on.
  private int number(int start, int end) throws IOException {
    int at = start;
    while (at < end && buffer[at] == ' ') at++;
    int digits = at;
    int value = 0;
    while (at < end && buffer[at] >= '0' && buffer[at] <= '9') {
      value = Math.addExact(Math.multiplyExact(value, 10), buffer[at++] - '0');
    }
    if (at > digits) return value;
    var line = new String(Arrays.copyOfRange(buffer, start, end), ISO_8859_1);
    throw new IOException("expected a number, got " + line);
  }
}
