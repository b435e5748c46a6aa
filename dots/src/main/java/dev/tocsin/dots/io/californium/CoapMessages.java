// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.californium;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.dots.wire.CoapMessage;
import dev.tocsin.dots.wire.CoapMessage.Method;
import dev.tocsin.dots.wire.ResponseCode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.Type;
import org.eclipse.californium.core.coap.Message;
import org.eclipse.californium.core.coap.Option;
import org.eclipse.californium.core.coap.OptionSet;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;

/// Californium's messages to ours and back.
public final class CoapMessages {

  private static final int CBOR_FORMAT = 271;
  private static final byte[] EMPTY = {};
  private static final CoAP.ResponseCode[] CODES = codes();

  private CoapMessages() {}

  public static CoapMessage.Request read(Request request) {
    OptionSet options = request.getOptions();
    return new CoapMessage.Request(
        method(request),
        options.getURIPathCount() == 0 ? List.of() : options.getUriPath(),
        options.getURIQueryCount() == 0 ? List.of() : options.getUriQuery(),
        contentFormat(options),
        observe(options),
        options.getIfMatchCount() > 0,
        request.isConfirmable(),
        payload(request));
  }

  /// Empty when the code is none that DOTS knows.
  public static Optional<CoapMessage.Response> read(Response response) {
    OptionSet options = response.getOptions();
    return ResponseCode.of(response.getRawCode())
        .map(
            code ->
                new CoapMessage.Response(
                    code,
                    contentFormat(options),
                    options.hasMaxAge()
                        ? OptionalLong.of(options.getMaxAge())
                        : OptionalLong.empty(),
                    payload(response)));
  }

  public static Response write(CoapMessage.Response response) {
    Response written = new Response(CODES[response.code().value()]);
    if (response.payload().length > 0) written.setPayload(response.payload());
    response.contentFormat().ifPresent(written.getOptions()::setContentFormat);
    response.maxAge().ifPresent(written.getOptions()::setMaxAge);
    return written;
  }

  public static Request write(CoapMessage.Request request) {
    Request written =
        new Request(code(request.method()), request.confirmable() ? Type.CON : Type.NON);
    OptionSet options = written.getOptions();
    request.uriPath().forEach(options::addUriPath);
    request.uriQuery().forEach(options::addUriQuery);
    request.contentFormat().ifPresent(options::setContentFormat);
    request.observe().ifPresent(options::setObserve);
    if (request.ifMatchEmpty()) options.addIfMatch(EMPTY);
    if (request.payload().length > 0) written.setPayload(request.payload());
    return written;
  }

  /// A refusal that the options alone call for.
  public static Optional<CoapMessage.Response> refusal(Request request) {
    OptionSet options = request.getOptions();
    if (options.hasProxyUri() || options.hasProxyScheme()) {
      return refuse(ResponseCode.PROXYING_NOT_SUPPORTED, "this server is no proxy");
    }
    if (options.hasAccept() && options.getAccept() != CBOR_FORMAT) {
      return refuse(
          ResponseCode.NOT_ACCEPTABLE,
          "only Content-Format " + CBOR_FORMAT + " is served, not " + options.getAccept());
    }
    if (options.getIfMatchCount() > 0 && options.getIfMatch().getFirst().length > 0) {
      return refuse(ResponseCode.PRECONDITION_FAILED, "If-Match must be empty");
    }
    return unknownCritical(options)
        .flatMap(number -> refuse(ResponseCode.BAD_OPTION, "unknown critical option " + number));
  }

  // RFC 7252 §5.4.1: an unrecognised critical option is refused with 4.02 in a Confirmable request.
  private static Optional<Integer> unknownCritical(OptionSet options) {
    if (options.hasOscore()) return Optional.of(9);
    if (options.hasIfNoneMatch()) return Optional.of(5);
    for (Option option : options.getOthers()) {
      if (option.isCritical()) {
        return Optional.of(option.getNumber());
      }
    }
    return Optional.empty();
  }

  public static Optional<CoapMessage.Response> refuse(ResponseCode code, String reason) {
    return Optional.of(
        new CoapMessage.Response(
            code, OptionalInt.empty(), OptionalLong.empty(), reason.getBytes(UTF_8)));
  }

  private static Method method(Request request) {
    return switch (request.getRawCode()) {
      case 1 -> Method.GET;
      case 2 -> Method.POST;
      case 3 -> Method.PUT;
      case 4 -> Method.DELETE;
      default -> Method.OTHER;
    };
  }

  private static CoAP.Code code(Method method) {
    return switch (method) {
      case GET -> CoAP.Code.GET;
      case POST -> CoAP.Code.POST;
      case PUT -> CoAP.Code.PUT;
      case DELETE -> CoAP.Code.DELETE;
      case OTHER -> throw new IllegalStateException("a request without a method cannot be sent");
    };
  }

  private static OptionalInt contentFormat(OptionSet options) {
    return options.hasContentFormat()
        ? OptionalInt.of(options.getContentFormat())
        : OptionalInt.empty();
  }

  private static OptionalInt observe(OptionSet options) {
    return options.hasObserve() ? OptionalInt.of(options.getObserve()) : OptionalInt.empty();
  }

  private static byte[] payload(Message message) {
    byte[] payload = message.getPayload();
    return payload == null ? EMPTY : payload;
  }

  private static CoAP.ResponseCode[] codes() {
    var codes = new CoAP.ResponseCode[256];
    for (ResponseCode code : ResponseCode.values()) {
      // The library takes a code that it does not know, as 5.08, for the general one of its class.
      codes[code.value()] = CoAP.ResponseCode.valueOf(code.value());
    }
    return codes;
  }
}
