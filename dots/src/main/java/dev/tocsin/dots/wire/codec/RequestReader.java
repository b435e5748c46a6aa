// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.codec;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.cbor.CborReader;
import dev.tocsin.dots.wire.CoapMessage;
import dev.tocsin.dots.wire.CoapMessage.Method;
import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.RefusedException;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalRequest.Configure;
import dev.tocsin.dots.wire.SignalRequest.Heartbeat;
import dev.tocsin.dots.wire.SignalRequest.Observe;
import dev.tocsin.dots.wire.SignalRequest.ResetConfig;
import dev.tocsin.dots.wire.SignalRequest.Retrieve;
import dev.tocsin.dots.wire.SignalRequest.RetrieveConfig;
import dev.tocsin.dots.wire.SignalRequest.Withdraw;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Reads requests: resource, method, parameters, query, format, body, in this order.
final class RequestReader {

  private RequestReader() {}

  static SignalRequest read(CoapMessage.Request message) {
    var resource = SignalPath.resource(message.uriPath());
    checkMethod(resource, message.method());
    try {
      return read(SignalPath.read(resource, message.uriPath()), message);
    } catch (RefusedException e) {
      throw e;
    } catch (WireException e) {
      throw new RefusedException(ResponseCode.BAD_REQUEST, String.valueOf(e.getMessage()));
    }
  }

  private static void checkMethod(SignalPath.Resource resource, Method method) {
    boolean allowed =
        switch (method) {
          case PUT -> true;
          case GET, DELETE -> resource != SignalPath.Resource.HEARTBEAT;
          case POST, OTHER -> false;
        };
    if (!allowed) {
      throw new RefusedException(
          ResponseCode.METHOD_NOT_ALLOWED, "this resource is not for " + method);
    }
  }

  private static SignalRequest read(SignalPath path, CoapMessage.Request message) {
    boolean filtered = path instanceof SignalPath.Mitigate && message.method() == Method.GET;
    if (!filtered && !message.uriQuery().isEmpty()) {
      throw new WireException("this request takes no query");
    }
    return switch (path) {
      case SignalPath.Mitigate(var cuid, var mid) -> mitigate(cuid, mid, message);
      case SignalPath.Config(var sid) -> config(sid, message);
      case SignalPath.Heartbeat() -> new Heartbeat(ControlBodies.heartbeat(body(message)));
    };
  }

  private static SignalRequest mitigate(
      String cuid, OptionalLong mid, CoapMessage.Request message) {
    return switch (message.method()) {
      case GET -> new Retrieve(cuid, mid, filter(message.uriQuery()), observe(message.observe()));
      case DELETE -> new Withdraw(cuid, required(mid, "mid"));
      case PUT, POST, OTHER -> {
        long number = required(mid, "mid");
        var body = MitigationBody.read(body(message));
        yield message.ifMatchEmpty() ? body.efficacy(cuid, number) : body.mitigate(cuid, number);
      }
    };
  }

  private static SignalRequest config(OptionalLong sid, CoapMessage.Request message) {
    return switch (message.method()) {
      case GET -> new RetrieveConfig(sid, observe(message.observe()));
      case DELETE -> new ResetConfig(sid);
      case PUT, POST, OTHER -> {
        long number = required(sid, "sid");
        yield new Configure(number, ControlBodies.configuration(body(message)));
      }
    };
  }

  private static long required(OptionalLong number, String name) {
    return number.orElseThrow(() -> new WireException("expected " + name + "= in the path"));
  }

  /// RFC 9132 §4.4.2 Table 2.
  private static ContentFilter filter(List<String> query) {
    if (query.isEmpty()) return ContentFilter.ALL;
    if (query.size() == 1) {
      for (var filter : ContentFilter.values()) {
        if (query.getFirst().equals("c=" + filter.label())) return filter;
      }
    }
    throw new WireException("expected one query of c=a, c=c or c=n");
  }

  private static Observe observe(OptionalInt option) {
    return switch (option.orElse(-1)) {
      case 0 -> Observe.REGISTER;
      case 1 -> Observe.DEREGISTER;
      default -> Observe.NO;
    };
  }

  private static CborReader body(CoapMessage.Request message) {
    int format = message.contentFormat().orElse(-1);
    if (format != SignalCodec.CONTENT_FORMAT) {
      throw new RefusedException(
          ResponseCode.UNSUPPORTED_CONTENT_FORMAT,
          "expected Content-Format 271 (application/dots+cbor), found "
              + (format < 0 ? "none" : format));
    }
    int size = message.payload().length;
    if (size > Limits.REQUEST_BYTES_MAX) {
      throw new RefusedException(
          ResponseCode.REQUEST_ENTITY_TOO_LARGE,
          "expected at most " + Limits.REQUEST_BYTES_MAX + " bytes, found " + size);
    }
    if (size == 0) throw new WireException("the body is empty");
    return Bodies.open(message.payload());
  }
}
