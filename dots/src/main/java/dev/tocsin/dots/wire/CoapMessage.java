// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What DOTS uses of CoAP (RFC 7252), free of any library: the form in which transports hand
/// messages over. Payload arrays belong to the message once passed in and are not to be changed.
public sealed interface CoapMessage {

  enum Method {
    GET,
    POST,
    PUT,
    DELETE,
    OTHER
  }

  /// @param uriPath the Uri-Path options in order, undecoded
  /// @param observe 0 registers, 1 deregisters (RFC 7641 §2)
  /// @param ifMatchEmpty an If-Match option with an empty value is present
  record Request(
      Method method,
      List<String> uriPath,
      List<String> uriQuery,
      OptionalInt contentFormat,
      OptionalInt observe,
      boolean ifMatchEmpty,
      boolean confirmable,
      byte[] payload)
      implements CoapMessage {
    public Request {
      uriPath = List.copyOf(uriPath);
      uriQuery = List.copyOf(uriQuery);
    }
  }

  /// @param contentFormat absent for an empty or diagnostic payload
  /// @param maxAge seconds (RFC 7252 §5.10.5), 0 to 2^32-1
  record Response(ResponseCode code, OptionalInt contentFormat, OptionalLong maxAge, byte[] payload)
      implements CoapMessage {}
}
