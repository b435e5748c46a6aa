// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.server;

import dev.tocsin.alto.io.edition.Rendered;
import dev.tocsin.alto.io.operations.TurningAway;
import dev.tocsin.alto.wire.AltoError;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.answer.AltoAnswerWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// One HTTP request and the way to answer it.
record Exchange(Request request, Response response, Callback callback) {

  private static final String GZIP = "gzip";
  private static final int HTTP_2 = 20;
  // RFC 9110 §8.8.3, without the mark of a weak one
  private static final Pattern ENTITY_TAG = Pattern.compile("(?:W/)?(\"[^\"]*\")");

  HttpFields headers() {
    return request.getHeaders();
  }

  boolean isMethod(String method) {
    return request.getMethod().equals(method);
  }

  /// The media type of the body in lower case, without parameters; empty if none is named.
  String contentType() {
    var field = headers().get(HttpHeader.CONTENT_TYPE);
    if (field == null) return "";
    int end = field.indexOf(';');
    return (end < 0 ? field : field.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /// Sends what stands ready, packed if the client takes that; or says that the client has it.
  void send(Rendered body, String cacheControl) {
    boolean isPacked = MediaRanges.acceptGzip(headers()) && body.hasGzip();
    var out = response.getHeaders();
    out.put(HttpHeader.ETAG, body.etag(isPacked));
    out.put(HttpHeader.CACHE_CONTROL, cacheControl);
    out.put(HttpHeader.VARY, "Accept-Encoding");
    if (hasOne(body)) {
      response.setStatus(HttpStatus.NOT_MODIFIED_304);
      response.write(true, null, callback);
      return;
    }
    if (isPacked) out.put(HttpHeader.CONTENT_ENCODING, GZIP);
    var bytes = (isPacked ? body.gzip() : body.plain()).duplicate();
    send(HttpStatus.OK_200, body.mediaType(), bytes);
  }

  /// RFC 9110 §13.1.2: the weak comparison.
  private boolean hasOne(Rendered body) {
    for (var field : headers().getValuesList(HttpHeader.IF_NONE_MATCH)) {
      if (field.strip().equals("*")) return true;
      var tags = ENTITY_TAG.matcher(field);
      while (tags.find()) {
        var tag = tags.group(1);
        if (tag.equals(body.etag(false)) || tag.equals(body.etag(true))) return true;
      }
    }
    return false;
  }

  void send(int status, String mediaType, ByteBuffer body) {
    response.setStatus(status);
    // Without a charset: JSON has none, and a client in use compares the whole field.
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, mediaType);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.remaining());
    boolean isHead = isMethod("HEAD");
    response.write(true, isHead ? null : body, callback);
  }

  /// RFC 7285 §8.5.3
  void turnAway(TurningAway away) {
    switch (away.way()) {
      case RETRY -> {
        var seconds = Long.toString(away.retryAfter().toSeconds());
        response.getHeaders().put(HttpHeader.RETRY_AFTER, seconds);
        refuse(HttpStatus.SERVICE_UNAVAILABLE_503, "come back in " + seconds + " s");
      }
      case REDIRECT -> {
        var to = away.to().orElseThrow() + request.getHttpURI().getPathQuery();
        response.getHeaders().put(HttpHeader.LOCATION, to);
        refuse(HttpStatus.TEMPORARY_REDIRECT_307, "another server answers: " + to);
      }
      case DROP -> {
        request.getConnectionMetaData().getConnection().getEndPoint().close();
        callback.failed(new EofException("turned away"));
      }
    }
  }

  /// RFC 7285 §8.5.1: an error in the request.
  void refuse(AltoError error) {
    request.setAttribute(Visit.ERROR, error.code().name());
    send(
        HttpStatus.BAD_REQUEST_400,
        MediaTypes.ERROR,
        ByteBuffer.wrap(AltoAnswerWriter.write(error)));
  }

  /// RFC 9112 §9.6: a body that nobody reads ends the connection, and the client is to know before
  /// it sends another request there.
  private void closeBehindUnreadBody() {
    boolean isOne = request.getConnectionMetaData().getHttpVersion().getVersion() < HTTP_2;
    if (isOne && !request.consumeAvailable()) {
      response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
    }
  }

  /// What HTTP itself has a status for, with a line for people.
  void refuse(int status, String line) {
    closeBehindUnreadBody();
    send(
        status,
        "text/plain;charset=utf-8",
        ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
  }
}
