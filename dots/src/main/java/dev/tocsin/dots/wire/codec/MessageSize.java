// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.codec;

import dev.tocsin.dots.wire.CoapMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Counts the bytes of a CoAP message over UDP (RFC 7252 §3) without building it.
final class MessageSize {

  private static final int HEADER = 4;
  private static final int TOKEN_MAX = 8;
  private static final int PAYLOAD_MARKER = 1;

  private MessageSize() {}

  static int of(CoapMessage.Request message) {
    int bytes = HEADER + TOKEN_MAX;
    if (message.ifMatchEmpty()) bytes += option(0);
    if (message.observe().isPresent()) bytes += option(1);
    bytes += options(message.uriPath());
    if (message.contentFormat().isPresent()) bytes += option(2);
    bytes += options(message.uriQuery());
    return message.payload().length == 0
        ? bytes
        : bytes + PAYLOAD_MARKER + message.payload().length;
  }

  private static int options(List<String> values) {
    return values.stream().mapToInt(v -> option(v.getBytes(StandardCharsets.UTF_8).length)).sum();
  }

  /// RFC 7252 §3.1: lengths from 13 and from 269 on take one and two bytes more. All deltas between
  /// the options used here are below 13.
  private static int option(int valueBytes) {
    int extended = valueBytes < 13 ? 0 : valueBytes < 269 ? 1 : 2;
    return 1 + extended + valueBytes;
  }
}
