// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.check.server;

import dev.tocsin.alto.client.http.AltoClientException;
import dev.tocsin.alto.client.http.AltoClientException.Kind;
import dev.tocsin.alto.client.http.Ask;
import dev.tocsin.alto.client.http.Authorizations;
import dev.tocsin.alto.client.http.HttpSettings;
import dev.tocsin.base.http.client.ClientTlsContext;
import dev.tocsin.base.http.client.HttpFailures;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Sends requests as they are told, right or wrong, and gives what comes back as it came.
final class Probe implements AutoCloseable {

  private final HttpSettings settings;
  private final HttpClient http;
  private final Authorizations authorizations;

  /// @param type of the body in lower case, with its parameters; empty if none is named
  record Answer(int status, String type, HttpResponse<byte[]> response) {

    /// Without parameters.
    String mediaType() {
      int end = type.indexOf(';');
      return (end < 0 ? type : type.substring(0, end)).strip();
    }

    byte[] body() {
      return response.body();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  /// @param root directory of the server that the settings' credentials are for
  Probe(HttpSettings settings, URI root) {
    this.settings = settings;
    this.authorizations = Authorizations.of(settings.credentials(), List.of(root));
    this.http =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.limits().connectWait())
            .sslContext(ClientTlsContext.of(settings.key(), settings.authorities()))
            .build();
  }

  Answer get(URI uri, Map<String, String> headers) throws AltoClientException {
    return authorized(
        Ask.get(uri, "", Optional.empty()), field -> request(uri, headers, field).GET().build());
  }

  Answer post(URI uri, Map<String, String> headers, String body) throws AltoClientException {
    return authorized(
        Ask.post(uri, "", new Ask.Body("", body)),
        field -> request(uri, headers, field).POST(BodyPublishers.ofString(body)).build());
  }

  private HttpRequest.Builder request(
      URI uri, Map<String, String> headers, Optional<String> authorization) {
    var request = HttpRequest.newBuilder(uri).timeout(settings.limits().answerWait());
    headers.forEach(request::header);
    authorization.ifPresent(field -> request.header("Authorization", field));
    return request;
  }

  private Answer authorized(Ask ask, Function<Optional<String>, HttpRequest> request)
      throws AltoClientException {
    var answer = send(request.apply(authorizations.known(ask)));
    // Twice: what was known may have grown stale.
    for (int attempt = 0; answer.status() == 401 && attempt < 2; attempt++) {
      var field = authorizations.answer(ask, answer.response().headers());
      if (field.isEmpty()) return answer;
      answer = send(request.apply(field));
    }
    return answer;
  }

  private Answer send(HttpRequest request) throws AltoClientException {
    try {
      var handler =
          BodyHandlers.limiting(BodyHandlers.ofByteArray(), settings.limits().bodyBytesMax());
      var response = http.send(request, handler);
      var type = response.headers().firstValue("Content-Type").orElse("");
      return new Answer(response.statusCode(), type.strip().toLowerCase(Locale.ROOT), response);
    } catch (IOException e) {
      throw failed(request, HttpFailures.words(e, settings.limits().connectWait()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(request, "was not waited for: interrupted");
    }
  }

  private static AltoClientException failed(HttpRequest request, String why) {
    return AltoClientException.of(Kind.UNREACHABLE, request.uri() + " " + why);
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
