// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.data.client;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.http.client.HttpFailures;
import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.base.observe.Printable;
import dev.tocsin.dots.wire.data.json.DataAnswerCodec;
import dev.tocsin.dots.wire.data.json.DataLimits;
import dev.tocsin.dots.wire.data.json.DataRequestCodec;
import dev.tocsin.dots.wire.data.rest.DataAnswer;
import dev.tocsin.dots.wire.data.rest.DataPath;
import dev.tocsin.dots.wire.data.rest.DataRequest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A client's end of the data channel (RFC 8783): asks one server over HTTPS, one request at a
/// time. Where its API begins is asked once (RFC 8040 §3.1).
public final class DataClient implements AutoCloseable {

  private static final int HOST_META_BYTES_MAX = 64 << 10;

  private final HostAndPort server;
  private final Duration answerWait;
  private final HttpClient http;
  private Optional<Api> api = Optional.empty();

  private record Api(DataPath paths, DataRequestCodec requests, DataAnswerCodec answers) {
    static Api below(String root) {
      var paths = new DataPath(root);
      return new Api(
          paths,
          new DataRequestCodec(paths, DataLimits.REQUEST),
          new DataAnswerCodec(paths, DataLimits.ANSWER));
    }
  }

  /// @param answerWait how long connecting and every answer may take each
  public DataClient(HostAndPort server, ClientTls tls, Duration answerWait) {
    this.server = server;
    this.answerWait = answerWait;
    var context = tls.context();
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(answerWait)
            .sslContext(context)
            .sslParameters(tls.parameters(context))
            .build();
  }

  /// What the server answers, a refusal included.
  ///
  /// @throws IOException in one line that names the server: it cannot be reached, is not the one
  ///   that it should be, does not know this client, or answers nonsense
  public DataAnswer ask(DataRequest request) throws IOException {
    var known = api();
    var uri = uri(request.uri(known.paths));
    var body = known.requests.writeBody(request);
    var http = HttpRequest.newBuilder(uri).header("Accept", DataRequestCodec.MEDIA_TYPE);
    if (body.length > 0) http.header("Content-Type", DataRequestCodec.MEDIA_TYPE);
    http.method(
        request.method().name(),
        body.length > 0 ? BodyPublishers.ofByteArray(body) : BodyPublishers.noBody());
    var answer = send(http, DataLimits.ANSWER.bytesMax());
    try {
      return known.answers.read(
          request, answer.statusCode(), answer.headers().firstValue("Location"), answer.body());
    } catch (WireException e) {
      throw failed("answers what cannot be read: " + e.getMessage(), e);
    }
  }

  private Api api() throws IOException {
    if (api.isPresent()) return api.get();
    var found = Api.below(root());
    api = Optional.of(found);
    return found;
  }

  // RFC 8040 §3.1: the root is asked for before anything else.
  private String root() throws IOException {
    var request =
        HttpRequest.newBuilder(uri(HostMeta.PATH)).header("Accept", HostMeta.MEDIA_TYPE).GET();
    var answer = send(request, HOST_META_BYTES_MAX);
    if (answer.statusCode() != 200) {
      throw failed(
          "tells no root of its API: status " + answer.statusCode() + " for " + HostMeta.PATH);
    }
    try {
      return HostMeta.root(answer.body());
    } catch (WireException e) {
      throw failed("tells no root of its API: " + e.getMessage(), e);
    }
  }

  private URI uri(String pathAndQuery) {
    return URI.create("https://" + server + pathAndQuery);
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request, int bytesMax) throws IOException {
    var handler = BodyHandlers.limiting(BodyHandlers.ofByteArray(), bytesMax);
    var answer = http.sendAsync(request.timeout(answerWait).build(), handler);
    try {
      return answer.get(2 * answerWait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw failed("did not answer within " + answerWait.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } catch (ExecutionException e) {
      throw failed(HttpFailures.words(e.getCause() == null ? e : e.getCause(), answerWait), e);
    }
  }

  private IOException failed(String what) {
    return new IOException("the data channel of " + server + " " + what);
  }

  private IOException failed(String what, Exception cause) {
    return new IOException("the data channel of " + server + " " + Printable.escape(what), cause);
  }

  /// Requests under way fail.
  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
