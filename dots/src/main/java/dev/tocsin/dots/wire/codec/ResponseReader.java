// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.codec;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.cbor.CborReader;
import dev.tocsin.dots.wire.CoapMessage;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalResponse;
import dev.tocsin.dots.wire.SignalResponse.Body;
import dev.tocsin.dots.wire.scope.ScopeNames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads answers and notifications.
final class ResponseReader {

  private static final int TEXT_CHARS_MAX = 1024;

  private ResponseReader() {}

  static SignalResponse read(SignalRequest asked, CoapMessage.Response message) {
    if (message.payload().length > Limits.RESPONSE_BYTES_MAX) {
      throw new WireException("a response of " + message.payload().length + " bytes");
    }
    return new SignalResponse(message.code(), body(asked, message), message.maxAge());
  }

  private static Body body(SignalRequest asked, CoapMessage.Response message) {
    if (message.payload().length == 0) return new Body.Empty();
    if (message.code().isSuccess()) return success(asked, message);
    boolean isCbor = message.contentFormat().orElse(-1) == SignalCodec.CONTENT_FORMAT;
    if (!isCbor) return new Body.Diagnostic(printable(message.payload()));
    var body = cbor(message.payload());
    return switch (message.code()) {
      // RFC 9132 §9: these two are formatted as dots+cbor.
      case CONFLICT -> expect(Body.Mitigations.class, body);
      case SERVICE_UNAVAILABLE -> body;
      default -> new Body.Empty();
    };
  }

  private static Body success(SignalRequest asked, CoapMessage.Response message) {
    return switch (asked) {
      case SignalRequest.Mitigate _, SignalRequest.UpdateEfficacy _, SignalRequest.Retrieve _ ->
          expect(Body.Mitigations.class, dotsCbor(message));
      case SignalRequest.RetrieveConfig _, SignalRequest.Configure _ ->
          expect(Body.Configuration.class, dotsCbor(message));
      // RFC 9132 §4.4.4, §4.5.4, §4.7: nothing is expected here, and nothing is made of it.
      case SignalRequest.Withdraw _, SignalRequest.ResetConfig _, SignalRequest.Heartbeat _ ->
          new Body.Empty();
    };
  }

  private static Body dotsCbor(CoapMessage.Response message) {
    int format = message.contentFormat().orElse(SignalCodec.CONTENT_FORMAT);
    if (format != SignalCodec.CONTENT_FORMAT) {
      throw new WireException("expected Content-Format 271, found " + format);
    }
    return cbor(message.payload());
  }

  /// RFC 9132 §5.1: a message is one of a mitigation, a configuration, a redirect, a heartbeat.
  private static Body cbor(byte[] payload) {
    var in = Bodies.open(payload);
    var found = new ArrayList<Body>(1);
    Attributes.TOLERANT.read(
        in,
        key -> {
          switch (key) {
            case Keys.MITIGATION_SCOPE -> found.add(new Body.Mitigations(StatusReader.readAll(in)));
            case Keys.SIGNAL_CONFIG ->
                found.add(new Body.Configuration(new ConfigReader(in, Attributes.TOLERANT).read()));
            case Keys.REDIRECTED_SIGNAL -> found.add(redirect(in));
            default -> {
              return false;
            }
          }
          return true;
        });
    in.end();
    if (found.size() != 1) throw new WireException("expected one message, found " + found.size());
    return found.getFirst();
  }

  private static Body.Redirect redirect(CborReader in) {
    var server = new String[] {""};
    List<String> addresses = new ArrayList<>();
    Attributes.TOLERANT.read(
        in,
        key -> {
          switch (key) {
            case Keys.ALT_SERVER -> server[0] = ScopeNames.fqdn(in.text(Limits.NAME_BYTES_MAX));
            case Keys.ALT_SERVER_RECORD -> {
              for (in.openArray(); in.hasNext(); ) {
                if (addresses.size() == Limits.LIST_MAX) throw new WireException("too many");
                addresses.add(in.text(Limits.PREFIX_BYTES_MAX));
              }
            }
            default -> {
              return false;
            }
          }
          return true;
        });
    // RFC 9132 §4.6: 'alt-server' is mandatory.
    if (server[0].isEmpty()) throw new WireException("alt-server (47) is missing");
    return new Body.Redirect(server[0], addresses);
  }

  private static Body expect(Class<? extends Body> expected, Body found) {
    if (expected.isInstance(found)) return found;
    throw new WireException(
        "expected " + expected.getSimpleName() + ", found " + found.getClass().getSimpleName());
  }

  /// The text goes to logs and terminals: control characters, which could deceive there, become
  /// spaces.
  private static String printable(byte[] payload) {
    String text = new String(payload, StandardCharsets.UTF_8);
    if (text.length() > TEXT_CHARS_MAX) text = text.substring(0, TEXT_CHARS_MAX);
    var shown = new StringBuilder(text);
    for (int i = 0; i < shown.length(); i++) {
      if (Character.isISOControl(shown.charAt(i))) shown.setCharAt(i, ' ');
    }
    return shown.toString();
  }
}
