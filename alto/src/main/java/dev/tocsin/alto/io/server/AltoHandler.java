// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.server;

import dev.tocsin.alto.core.service.Catalog;
import dev.tocsin.alto.core.service.Service;
import dev.tocsin.alto.io.edition.Edition;
import dev.tocsin.alto.io.edition.Rendered;
import dev.tocsin.alto.wire.AltoRefusedException;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.TypedAddress;
import dev.tocsin.alto.wire.answer.AltoAnswerWriter;
import dev.tocsin.base.http.WebSettings;
import dev.tocsin.base.net.Prefix;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// ALTO over HTTP (RFC 7285 §8.3): the directory at `/` and `/directory`, everything else below
/// `/resource/`.
final class AltoHandler extends Handler.Abstract {

  private static final Logger log = LoggerFactory.getLogger(AltoHandler.class);
  private static final int CHUNK = 8 << 10;
  private static final String RESOURCES = "/" + Catalog.PATH;

  private final Catalog catalog;
  private final WebSettings.Limits limits;
  private final String cacheControl;
  private final AtomicReference<Edition> edition;
  private final StreamDoor streams;
  private final Semaphore room;

  /// @param room for requests at a time, of all views
  /// @param cacheControl said with everything that is had by GET
  record Bounds(WebSettings.Limits limits, Semaphore room, String cacheControl) {}

  /// @param edition what is served; whoever changes it changes it for the requests that begin then
  AltoHandler(
      Catalog catalog, Bounds bounds, AtomicReference<Edition> edition, StreamDoor streams) {
    this.catalog = catalog;
    this.limits = bounds.limits();
    this.cacheControl = bounds.cacheControl();
    this.room = bounds.room();
    this.edition = edition;
    this.streams = streams;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var exchange = new Exchange(request, response, callback);
    if (!room.tryAcquire()) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
      exchange.refuse(HttpStatus.SERVICE_UNAVAILABLE_503, "too many requests are under way");
      return true;
    }
    try {
      route(exchange, Request.getPathInContext(request));
    } catch (AltoRefusedException e) {
      exchange.refuse(e.error());
    } catch (IOException e) {
      // The client went away, or took too long.
      callback.failed(e);
    } catch (HttpException.RuntimeException e) {
      // A header that is not what HTTP has it to be.
      exchange.refuse(e.getCode(), String.valueOf(e.getReason()));
    } catch (RuntimeException bug) {
      log.error("{} {} failed", request.getMethod(), request.getHttpURI().getPath(), bug);
      exchange.refuse(HttpStatus.INTERNAL_SERVER_ERROR_500, "internal error");
    } finally {
      room.release();
    }
    return true;
  }

  private void route(Exchange exchange, String path) throws IOException {
    if (path.equals("/") || path.equals("/directory")) {
      get(exchange, edition.get().directory());
      return;
    }
    var id = path.startsWith(RESOURCES) ? path.substring(RESOURCES.length()) : "";
    var stream = streams.way(id);
    if (stream.isPresent()) {
      stream(exchange, stream.get());
      return;
    }
    var service = Optional.ofNullable(catalog.services().get(id));
    if (service.isEmpty()) {
      exchange.refuse(HttpStatus.NOT_FOUND_404, "there is no resource here; the directory is at /");
      return;
    }
    var now = edition.get();
    var rendered = now.resource(id);
    if (rendered.isPresent()) get(exchange, rendered.get());
    else post(exchange, now, service.get());
  }

  private void get(Exchange exchange, Rendered body) {
    if (!exchange.isMethod("GET") && !exchange.isMethod("HEAD")) {
      wrongMethod(exchange, "GET, HEAD");
    } else if (isAcceptable(exchange, body.mediaType())) {
      exchange.send(body, cacheControl);
    }
  }

  private void post(Exchange exchange, Edition now, Service service) throws IOException {
    if (!isWanted(exchange, Catalog.accepts(service).orElseThrow())) return;
    if (!isAcceptable(exchange, Catalog.mediaType(service))) return;
    var body = body(exchange);
    if (body.isEmpty()) return;
    var question = streams.questions().read(service, body.get(), client(exchange.request()));
    var answer = question.answer(now.guidance());
    exchange.send(
        HttpStatus.OK_200,
        Catalog.mediaType(service),
        ByteBuffer.wrap(AltoAnswerWriter.write(answer)));
  }

  private void stream(Exchange exchange, StreamDoor.Way way) throws IOException {
    // RFC 8895 §7.1, §7.2: control takes what the stream takes, and answers without a body.
    if (!isWanted(exchange, Catalog.accepts(way.service()).orElseThrow())) return;
    if (way.stream().isEmpty() && !isAcceptable(exchange, MediaTypes.EVENT_STREAM)) return;
    var body = body(exchange);
    if (body.isEmpty()) return;
    streams.answer(way, exchange, body.get(), client(exchange.request()));
  }

  private static boolean isWanted(Exchange exchange, String mediaType) {
    if (!exchange.isMethod("POST")) {
      wrongMethod(exchange, "POST");
      return false;
    }
    if (exchange.contentType().equals(mediaType)) return true;
    exchange.response().getHeaders().put(HttpHeader.ACCEPT, mediaType);
    exchange.refuse(HttpStatus.UNSUPPORTED_MEDIA_TYPE_415, "expected a body of type " + mediaType);
    return false;
  }

  private static void wrongMethod(Exchange exchange, String allowed) {
    exchange.response().getHeaders().put(HttpHeader.ALLOW, allowed);
    exchange.refuse(HttpStatus.METHOD_NOT_ALLOWED_405, "expected " + allowed);
  }

  // RFC 7285 §8.3.4: a client that takes no error either has no use for an answer.
  private static boolean isAcceptable(Exchange exchange, String mediaType) {
    if (MediaRanges.accept(exchange.headers(), mediaType)) return true;
    exchange.refuse(HttpStatus.NOT_ACCEPTABLE_406, "this is " + mediaType);
    return false;
  }

  /// @return empty if the request was refused because of its body
  private Optional<byte[]> body(Exchange exchange) throws IOException {
    var body = new ByteArrayOutputStream();
    long end = System.nanoTime() + limits.bodyTimeMax().toNanos();
    if (exchange.request().getLength() > limits.bodyBytesMax()) return tooLarge(exchange);
    try (var in = Content.Source.asInputStream(exchange.request())) {
      var chunk = new byte[CHUNK];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        body.write(chunk, 0, read);
        if (body.size() > limits.bodyBytesMax()) return tooLarge(exchange);
        if (System.nanoTime() - end > 0) {
          exchange.refuse(HttpStatus.REQUEST_TIMEOUT_408, "the body takes too long");
          return Optional.empty();
        }
      }
    }
    return Optional.of(body.toByteArray());
  }

  private Optional<byte[]> tooLarge(Exchange exchange) {
    exchange.refuse(
        HttpStatus.PAYLOAD_TOO_LARGE_413, "expected at most " + limits.bodyBytesMax() + " bytes");
    return Optional.empty();
  }

  // RFC 7285 §11.5.1.3: an empty list is the address that the client is seen with.
  private static TypedAddress client(Request request) {
    var remote = (InetSocketAddress) request.getConnectionMetaData().getRemoteSocketAddress();
    var prefix = Prefix.of(remote.getAddress());
    var text = prefix.toString();
    return new TypedAddress(
        TypedAddress.typeOf(prefix) + ":" + text.substring(0, text.indexOf('/')), prefix);
  }
}
