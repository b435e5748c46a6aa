// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.data;

import dev.tocsin.base.http.WebAnswer;
import dev.tocsin.base.http.WebHandler;
import dev.tocsin.base.http.WebRequest;
import dev.tocsin.dots.core.server.ServerInput;
import dev.tocsin.dots.io.server.Exchanges;
import dev.tocsin.dots.wire.data.json.DataAnswerCodec;
import dev.tocsin.dots.wire.data.json.DataLimits;
import dev.tocsin.dots.wire.data.json.DataRequestCodec;
import dev.tocsin.dots.wire.data.rest.DataAnswer;
import dev.tocsin.dots.wire.data.rest.DataError;
import dev.tocsin.dots.wire.data.rest.DataPath;
import dev.tocsin.dots.wire.data.rest.DataRefusedException;
import dev.tocsin.dots.wire.data.rest.ErrorTag;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// RESTCONF (RFC 8040) as far as the data channel of RFC 8783 needs it: HTTP on one side, requests
/// to the server's loop on the other.
public final class DataService implements WebHandler {

  // RFC 8040 §5.2: other encodings are not offered. RFC 7951 has no media type of its own, so that
  // clients without a library send plain JSON.
  private static final String PLAIN_JSON = "application/json";

  private final Exchanges<DataAnswer> exchanges;
  private final DataPath paths = new DataPath(DataPath.DEFAULT_ROOT);
  private final DataRequestCodec requests = new DataRequestCodec(paths, DataLimits.REQUEST);
  private final DataAnswerCodec answers = new DataAnswerCodec(paths, DataLimits.ANSWER);
  private final Optional<String> ownName;

  /// @param ownName as this server would stand in a Via header, to notice requests that run in a
  ///   circle
  public DataService(Exchanges<DataAnswer> exchanges, Optional<String> ownName) {
    this.exchanges = exchanges;
    this.ownName = ownName;
  }

  @Override
  public WebAnswer handle(WebRequest request) {
    var discovered = Discovery.answer(request);
    if (discovered.isPresent()) return discovered.get();
    try {
      if (request.method().equals("OPTIONS")) return options(request);
      return write(decide(request));
    } catch (DataRefusedException refused) {
      var answer = write(refused.answer());
      return answer.status() == 405 ? answer.with("Allow", allowed(request)) : answer;
    }
  }

  /// RFC 8040 §4.1.
  private WebAnswer options(WebRequest request) {
    var allowed = allowed(request);
    var answer = WebAnswer.empty(204).with("Allow", allowed);
    // RFC 8040 §4.1: with the media types of patches, where they are taken.
    return allowed.contains("PATCH")
        ? answer.with("Accept-Patch", DataRequestCodec.MEDIA_TYPE)
        : answer;
  }

  private String allowed(WebRequest request) {
    return paths.read(request.path()).methods().stream()
        .map(Enum::name)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private DataAnswer decide(WebRequest request) {
    refuseLoop(request);
    if (request.peer().isEmpty()) {
      return refused(403, ErrorTag.ACCESS_DENIED, "expected a client certificate, found none");
    }
    requireMediaTypes(request);
    var read =
        requests.read(
            request.method(),
            request.path(),
            Optional.of(request.query()).filter(query -> !query.isEmpty()),
            request.body());
    var peer = request.peer().get();
    return exchanges
        .ask(id -> new ServerInput.DataRequested(id, peer, read))
        .orElseGet(
            () ->
                refused(
                    503, ErrorTag.OPERATION_FAILED, "the server has more to do than it can take"));
  }

  /// RFC 8783 §3.4, RFC 9110 §7.6.3.
  private void refuseLoop(WebRequest request) {
    var via = request.header("Via");
    if (via.isEmpty() || ownName.isEmpty()) return;
    var own = ownName.get().toLowerCase(Locale.ROOT);
    boolean isOurs =
        Stream.of(via.get().split(","))
            .map(hop -> hop.strip().split("\\s+"))
            .anyMatch(hop -> hop.length > 1 && hop[1].toLowerCase(Locale.ROOT).equals(own));
    if (isOurs) throw new DataRefusedException(508, DataError.loop(via.get()));
  }

  private static void requireMediaTypes(WebRequest request) {
    boolean hasBody = Set.of("POST", "PUT", "PATCH").contains(request.method());
    var type = request.contentType();
    if (hasBody && !type.equals(DataRequestCodec.MEDIA_TYPE) && !type.equals(PLAIN_JSON)) {
      throw new DataRefusedException(
          415,
          DataError.of(
              ErrorTag.INVALID_VALUE,
              "expected Content-Type " + DataRequestCodec.MEDIA_TYPE + ", found '" + type + "'"));
    }
    if (request.header("Accept").map(DataService::isAcceptable).orElse(true)) return;
    throw new DataRefusedException(
        406,
        DataError.of(
            ErrorTag.INVALID_VALUE, "only " + DataRequestCodec.MEDIA_TYPE + " is offered"));
  }

  private static boolean isAcceptable(String accept) {
    return Stream.of(accept.split(","))
        .map(range -> range.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
        .anyMatch(
            range ->
                range.equals("*/*")
                    || range.equals("application/*")
                    || range.equals(PLAIN_JSON)
                    || range.equals(DataRequestCodec.MEDIA_TYPE));
  }

  private static DataAnswer refused(int status, ErrorTag tag, String message) {
    return DataAnswer.refused(DataError.of(tag, message), status);
  }

  private WebAnswer write(DataAnswer answer) {
    // RFC 8783 Figure 33 and RFC 8040 §5.5: what is told holds for the moment.
    var headers = Map.of("Cache-Control", List.of("no-cache"));
    if (answer instanceof DataAnswer.Content content) {
      // All that a client has may be large.
      return new WebAnswer(
              answer.status(),
              headers,
              new WebAnswer.Content.Written(out -> answers.writeTo(content, out)))
          .with("Content-Type", DataRequestCodec.MEDIA_TYPE);
    }
    var body = answers.writeBody(answer);
    var web = new WebAnswer(answer.status(), headers, new WebAnswer.Content.Bytes(body));
    if (body.length > 0) web = web.with("Content-Type", DataRequestCodec.MEDIA_TYPE);
    var location = answers.location(answer);
    if (location.isPresent()) web = web.with("Location", location.get());
    if (answer.status() == 503 || answer.status() == 429) web = web.with("Retry-After", "3");
    return web;
  }
}
