// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.base.identity.Fingerprints;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/// The bytes of Non-confirmable PUTs of mitigation requests, which differ only in places of fixed
/// width: message id, token, mid and target prefix. Writing one costs a copy, so that the generator
/// stays cheaper than the server.
final class PutMessage {

  /// Every mid has ten digits.
  static final long MID_FIRST = 1_000_000_000L;

  private static final int TOKEN_AT = 4;
  private static final int OPTION_URI_PATH = 11;
  private static final int OPTION_CONTENT_FORMAT = 12;
  private static final int DOTS_CBOR = 271;
  private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);

  private final byte[] template;
  private final int midAt;
  private final int prefixAt;

  private PutMessage(byte[] template, int midAt, int prefixAt) {
    this.template = template;
    this.midAt = midAt;
    this.prefixAt = prefixAt;
  }

  /// What `PUT mitigate` carries, its mid in the path.
  ///
  /// @param session keeps the target prefixes of the sessions apart
  static PutMessage mitigate(int session) {
    var out = header();
    // RFC 9132 §4.4.1: mitigate/cuid=…/mid=…
    var cuid = "cuid=" + Fingerprints.cuid("session " + session);
    path(out, OPTION_URI_PATH, ".well-known", "dots", "mitigate", cuid);
    path(out, 0, "mid=" + MID_FIRST);
    int midAt = out.size() - 10;
    return body(out, midAt, session);
  }

  /// The same for a server that knows nothing of DOTS and stores what it gets under one path.
  static PutMessage to(String resource, int session) {
    var out = header();
    path(out, OPTION_URI_PATH, resource);
    return body(out, -1, session);
  }

  int bytes() {
    return template.length;
  }

  /// @param mid from {@link #MID_FIRST} on
  /// @param token comes back in the answer
  byte[] write(int token, long mid) {
    var message = template.clone();
    message[2] = (byte) (token >> 8);
    message[3] = (byte) token;
    for (int i = 0; i < 4; i++) message[TOKEN_AT + i] = (byte) (token >> 8 * (3 - i));
    long rest = mid;
    for (int i = 9; midAt >= 0 && i >= 0; i--, rest /= 10)
      message[midAt + i] = (byte) ('0' + rest % 10);
    int number = (int) (mid - MID_FIRST);
    for (int i = 0; i < 9; i++) {
      // Two groups of four digits with a colon between them.
      if (i != 4) message[prefixAt + i] = HEX[number >>> 4 * (i < 4 ? 7 - i : 8 - i) & 15];
    }
    return message;
  }

  /// RFC 7252 §3: only what carries a token of ours is an answer; a server asks for heartbeats too.
  static boolean isAnswer(byte[] message) {
    return message.length >= 8 && (message[0] & 15) == 4 && message[1] >> 5 != 0;
  }

  /// The token of an answer.
  static int token(byte[] answer) {
    return (answer[4] & 255) << 24
        | (answer[5] & 255) << 16
        | (answer[6] & 255) << 8
        | answer[7] & 255;
  }

  /// Code and reason of an answer that is no success.
  static String refusal(byte[] answer) {
    var text = new String(answer, 8, answer.length - 8, UTF_8).replaceAll("\\P{Print}", ".");
    return "%d.%02d %s".formatted((answer[1] & 255) >> 5, answer[1] & 31, text);
  }

  private static ByteArrayOutputStream header() {
    var out = new ByteArrayOutputStream();
    // RFC 7252 §3: version 1, Non-confirmable, token of four bytes; 0.03 is PUT.
    out.writeBytes(HexFormat.of().parseHex("54030000" + "00000000"));
    return out;
  }

  private static void path(ByteArrayOutputStream out, int delta, String... segments) {
    int next = delta;
    for (var segment : segments) {
      var bytes = segment.getBytes(US_ASCII);
      int length = bytes.length;
      out.write(next << 4 | Math.min(length, 13));
      if (length >= 13) out.write(length - 13);
      out.writeBytes(bytes);
      next = 0;
    }
  }

  private static PutMessage body(ByteArrayOutputStream out, int midAt, int session) {
    out.write(OPTION_CONTENT_FORMAT - OPTION_URI_PATH << 4 | 2);
    out.write(DOTS_CBOR >> 8);
    out.write(DOTS_CBOR & 255);
    out.write(0xFF);
    // RFC 9132 §5.1 and §6: {1: {2: [{6: [prefix], 7: [{8: 443}], 10: [17], 14: 3600}]}}
    out.writeBytes(HexFormat.of().parseHex("a101a10281a4" + "0681"));
    var prefix = "2001:db8:0:%04x:0:0:0000:0000/128".formatted(session);
    out.write(0x78);
    out.write(prefix.length());
    int prefixAt = out.size() + prefix.lastIndexOf("0000:0000");
    out.writeBytes(prefix.getBytes(US_ASCII));
    out.writeBytes(HexFormat.of().parseHex("0781a1081901bb" + "0a8111" + "0e190e10"));
    return new PutMessage(out.toByteArray(), midAt, prefixAt);
  }
}
