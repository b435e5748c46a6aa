// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends answers: small ones without waiting for anybody, large ones as their clients read them,
/// each on the thread of its request.
final class AnswerWriter {

  private static final Logger log = LoggerFactory.getLogger(AnswerWriter.class);

  private final WebSettings.Limits limits;
  private final LargeBodies large = new LargeBodies();

  AnswerWriter(WebSettings.Limits limits) {
    this.limits = limits;
  }

  static void busy(String reason, Response response, Callback callback) {
    var answer = WebAnswer.text(503, reason).with("Retry-After", "1");
    head(answer, response);
    response.write(true, ByteBuffer.wrap(answer.body()), callback);
  }

  void write(WebAnswer answer, Request request, Response response, Callback callback) {
    head(answer, response);
    switch (answer.content()) {
      case WebAnswer.Content.Bytes(var bytes) ->
          response.write(true, ByteBuffer.wrap(bytes), callback);
      case WebAnswer.Content.Written(var writing) -> write(writing, request, response, callback);
    }
  }

  private static void head(WebAnswer answer, Response response) {
    response.setStatus(answer.status());
    answer
        .headers()
        .forEach(
            (name, values) -> {
              response.getHeaders().remove(name);
              values.forEach(value -> response.getHeaders().add(name, value));
            });
  }

  private void write(
      WebAnswer.Writing writing, Request request, Response response, Callback callback) {
    var source = source(request);
    var stream =
        new BodyStream(
            (last, bytes) -> Content.Sink.write(response, last, bytes),
            () -> large.begin(source),
            limits.bodyTimeMax(),
            System::nanoTime);
    try {
      writing.to(stream);
      stream.finish();
      callback.succeeded();
    } catch (IOException | RuntimeException e) {
      failed(e, stream, request, response, callback);
    } finally {
      if (stream.isLarge()) large.end(source);
    }
  }

  private static void failed(
      Exception e, BodyStream stream, Request request, Response response, Callback callback) {
    var failure = stream.failure();
    if (failure instanceof BodyStream.NoRoomException) {
      response.getHeaders().clear();
      busy("as many large answers are under way as may be", response, callback);
      return;
    }
    // Cut off in the middle, so that nobody takes what came for all of it.
    if (failure == null) log.error("{} failed", request.getHttpURI().getPath(), e);
    else log.debug("an answer was not read to its end: {}", failure.getMessage());
    callback.failed(e);
  }

  private static String source(Request request) {
    return RequestReader.peer(request)
        .map(peer -> peer.fingerprint())
        .orElseGet(() -> Request.getRemoteAddr(request));
  }
}
