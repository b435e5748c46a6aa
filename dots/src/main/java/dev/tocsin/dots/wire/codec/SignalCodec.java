// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.codec;

import dev.tocsin.dots.wire.CoapMessage;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalResponse;

/// Signal channel messages between their CoAP form and the records of `dots.wire` (RFC 9132 §4,
/// §6). Requests are read strictly, because a server must not half understand one; responses
/// tolerantly.
public final class SignalCodec {

  /// RFC 9132 §10.4: `application/dots+cbor`.
  public static final int CONTENT_FORMAT = 271;

  private SignalCodec() {}

  /// @throws RefusedException with the code and reason of the answer, for anything but a sound
  ///   request
  public static SignalRequest readRequest(CoapMessage.Request message) {
    return RequestReader.read(message);
  }

  public static CoapMessage.Request writeRequest(SignalRequest request, boolean confirmable) {
    return RequestWriter.write(request, confirmable);
  }

  /// @param asked what the response or notification is for
  /// @throws dev.tocsin.base.bytes.WireException if it is no answer to that
  public static SignalResponse readResponse(SignalRequest asked, CoapMessage.Response message) {
    return ResponseReader.read(asked, message);
  }

  public static CoapMessage.Response writeResponse(SignalResponse response) {
    return ResponseWriter.write(response);
  }

  /// The size of a request as one CoAP message over UDP (RFC 7252 §3), to split it before it is
  /// larger than the path allows; record and IP headers come on top (RFC 9132 §7.3).
  public static int encodedBytes(SignalRequest request) {
    return MessageSize.of(writeRequest(request, false));
  }

  /// The size of a request's body alone.
  public static int payloadBytes(SignalRequest request) {
    return RequestWriter.body(request).length;
  }
}
