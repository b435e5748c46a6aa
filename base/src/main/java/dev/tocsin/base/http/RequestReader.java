// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.http;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.identity.PeerIdentities;
import dev.tocsin.base.identity.PeerIdentity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads a request whole, within its bounds, has it handled, and writes the answer.
final class RequestReader extends Handler.Abstract {

  private static final Logger log = LoggerFactory.getLogger(RequestReader.class);
  private static final int CHUNK = 8 << 10;

  private final WebSettings.Limits limits;
  private final WebHandler handler;
  private final Semaphore room;
  private final AnswerWriter writer;

  RequestReader(WebSettings.Limits limits, WebHandler handler) {
    this.limits = limits;
    this.handler = handler;
    this.room = new Semaphore(limits.requestsMax());
    this.writer = new AnswerWriter(limits);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (!room.tryAcquire()) {
      AnswerWriter.busy("too many requests are under way", response, callback);
      return true;
    }
    WebAnswer answer;
    try {
      answer = answer(request);
    } catch (IOException e) {
      // The client went away, or took too long.
      callback.failed(e);
      return true;
    } finally {
      room.release();
    }
    // Who reads slowly takes nobody's room.
    writer.write(answer, request, response, callback);
    return true;
  }

  private WebAnswer answer(Request request) throws IOException {
    if (request.getLength() > limits.bodyBytesMax()) return tooLarge();
    var body = new ByteArrayOutputStream();
    long end = System.nanoTime() + limits.bodyTimeMax().toNanos();
    try (var in = Content.Source.asInputStream(request)) {
      var chunk = new byte[CHUNK];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        body.write(chunk, 0, read);
        if (body.size() > limits.bodyBytesMax()) return tooLarge();
        if (System.nanoTime() - end > 0) {
          return WebAnswer.text(408, "the body takes longer than " + limits.bodyTimeMax());
        }
      }
    }
    return handled(request, body.toByteArray());
  }

  private WebAnswer tooLarge() {
    return WebAnswer.text(413, "more than " + limits.bodyBytesMax() + " bytes are not read");
  }

  private WebAnswer handled(Request request, byte[] body) {
    try {
      return handler.handle(read(request, body));
    } catch (RuntimeException bug) {
      log.error("{} {} failed", request.getMethod(), request.getHttpURI().getPath(), bug);
      return WebAnswer.text(500, "internal error");
    }
  }

  private static WebRequest read(Request request, byte[] body) {
    var headers = new LinkedHashMap<String, List<String>>();
    for (var field : request.getHeaders()) {
      headers.merge(
          field.getLowerCaseName(),
          List.of(String.valueOf(field.getValue())),
          (one, other) -> Stream.concat(one.stream(), other.stream()).toList());
    }
    var uri = request.getHttpURI();
    return new WebRequest(
        request.getMethod(),
        Optional.ofNullable(uri.getPath()).orElse(""),
        Optional.ofNullable(uri.getQuery()).orElse(""),
        headers,
        body,
        peer(request),
        Request.getRemoteAddr(request) + ":" + Request.getRemotePort(request));
  }

  static Optional<PeerIdentity.Certificate> peer(Request request) {
    if (!(request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE)
        instanceof EndPoint.SslSessionData session)) {
      return Optional.empty();
    }
    var chain = session.peerCertificates();
    if (chain == null || chain.length == 0) return Optional.empty();
    try {
      return Optional.of(PeerIdentities.of(List.of(chain)));
    } catch (WireException e) {
      log.info("a client's certificate names nobody: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
