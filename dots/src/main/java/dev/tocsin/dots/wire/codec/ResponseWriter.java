// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.codec;

import dev.tocsin.base.cbor.CborWriter;
import dev.tocsin.dots.wire.CoapMessage;
import dev.tocsin.dots.wire.SignalResponse;
import dev.tocsin.dots.wire.SignalResponse.Body.Configuration;
import dev.tocsin.dots.wire.SignalResponse.Body.Diagnostic;
import dev.tocsin.dots.wire.SignalResponse.Body.Empty;
import dev.tocsin.dots.wire.SignalResponse.Body.Mitigations;
import dev.tocsin.dots.wire.SignalResponse.Body.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;

/// Writes answers and notifications.
final class ResponseWriter {

  private static final byte[] NO_BODY = {};

  private ResponseWriter() {}

  static CoapMessage.Response write(SignalResponse response) {
    // RFC 7252 §5.5.2: a diagnostic payload has no Content-Format.
    boolean isCbor = !(response.body() instanceof Empty || response.body() instanceof Diagnostic);
    return new CoapMessage.Response(
        response.code(),
        isCbor ? OptionalInt.of(SignalCodec.CONTENT_FORMAT) : OptionalInt.empty(),
        response.maxAge(),
        payload(response.body()));
  }

  private static byte[] payload(SignalResponse.Body body) {
    return switch (body) {
      case Empty() -> NO_BODY;
      case Diagnostic(var text) -> diagnostic(text);
      case Mitigations mitigations -> mitigations(mitigations);
      case Configuration(var config) ->
          ConfigWriter.write(new CborWriter().map(1), config).toBytes();
      case Redirect redirect -> redirect(redirect);
    };
  }

  private static byte[] mitigations(Mitigations mitigations) {
    var out = new CborWriter();
    out.map(1).unsigned(Keys.MITIGATION_SCOPE).map(1).unsigned(Keys.SCOPE);
    out.array(mitigations.all().size());
    for (var status : mitigations.all()) StatusWriter.write(out, status);
    return out.toBytes();
  }

  private static byte[] redirect(Redirect redirect) {
    var out = new CborWriter().map(1).unsigned(Keys.REDIRECTED_SIGNAL);
    out.map(redirect.addresses().isEmpty() ? 1 : 2);
    out.unsigned(Keys.ALT_SERVER).text(redirect.altServer());
    ScopeWriter.texts(out, Keys.ALT_SERVER_RECORD, redirect.addresses());
    return out.toBytes();
  }

  /// Cut where a character begins, so that what is left is UTF-8 still.
  private static byte[] diagnostic(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int end = Math.min(utf8.length, Limits.DIAGNOSTIC_BYTES_MAX);
    while (end < utf8.length && (utf8[end] & 0xc0) == 0x80) end--;
    return Arrays.copyOf(utf8, end);
  }
}
