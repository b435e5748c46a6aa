// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.discovery;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.http.client.ClientTlsContext;
import dev.tocsin.base.http.client.HttpFailures;
import dev.tocsin.base.observe.Printable;
import dev.tocsin.reload.wire.config.OverlayDocument;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.CompletableResponseListener;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// Gets a configuration document over HTTPS. It connects to an address that it is told, while the
/// request and the check of the server's certificate go by the name of the overlay.
final class DocumentFetch {

  private static final int THREADS_MAX = 8;

  private final DiscoverySettings settings;

  DocumentFetch(DiscoverySettings settings) {
    this.settings = settings;
  }

  sealed interface Outcome {}

  record Document(OverlayDocument document) implements Outcome {}

  /// @param what a predicate to the server: "cannot be reached"
  record Refused(String what) implements Outcome {}

  /// @param servers one after the other, until a connection stands
  Outcome get(URI url, List<InetSocketAddress> servers) {
    var http = client(servers.stream().map(each -> named(url, each)).toList());
    try {
      http.start();
      return get(http, url);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Refused("was not waited for: interrupted");
    } catch (WireException e) {
      return new Refused("has a document that cannot be read: " + Printable.escape(message(e)));
    } catch (Exception e) {
      return new Refused(Printable.escape(HttpFailures.words(e, settings.connectWait())));
    } finally {
      stop(http);
    }
  }

  // EB-2. The name that an address goes by is the one that the certificate is checked for.
  private static InetSocketAddress named(URI url, InetSocketAddress server) {
    var host = url.getHost().replaceAll("[\\[\\]]", "");
    var bytes = server.getAddress().getAddress();
    try {
      var scope = server.getAddress() instanceof Inet6Address six ? six.getScopeId() : 0;
      var address =
          scope == 0
              ? InetAddress.getByAddress(host, bytes)
              : Inet6Address.getByAddress(host, bytes, scope);
      return new InetSocketAddress(address, server.getPort());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  private HttpClient client(List<InetSocketAddress> servers) {
    var threads = new QueuedThreadPool(THREADS_MAX, 1);
    threads.setName("overlay-document");
    threads.setDaemon(true);
    var connector = new ClientConnector();
    connector.setSelectors(1);
    connector.setExecutor(threads);
    var tls = new SslContextFactory.Client();
    tls.setEndpointIdentificationAlgorithm("HTTPS");
    tls.setSslContext(ClientTlsContext.of(Optional.empty(), settings.authorities()));
    connector.setSslContextFactory(tls);
    var http = new HttpClient(new HttpClientTransportOverHTTP(connector));
    http.setConnectTimeout(settings.connectWait().toMillis());
    http.setFollowRedirects(false);
    http.setUserAgentField(null);
    http.setSocketAddressResolver((_, _, _, promise) -> promise.succeeded(servers));
    return http;
  }

  private Outcome get(HttpClient http, URI url)
      throws InterruptedException, ExecutionException, TimeoutException {
    // What comes packed would need bounds of its own.
    http.getContentDecoderFactories().clear();
    var request = http.newRequest(url).accept(OverlayDocument.MEDIA_TYPE);
    var answer = new CompletableResponseListener(request, OverlayDocument.BYTES_MAX).send();
    try {
      return read(answer.get(settings.answerWait().toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      answer.cancel(true);
      return new Refused("is not done within " + settings.answerWait().toSeconds() + " s");
    }
  }

  private static Outcome read(ContentResponse answer) {
    if (answer.getStatus() != 200) {
      return new Refused("answers with status " + answer.getStatus());
    }
    var parameters = new LinkedHashMap<String, String>();
    var field = Optional.ofNullable(answer.getHeaders().get(HttpHeader.CONTENT_TYPE)).orElse("");
    var type = HttpField.getValueParameters(field, parameters).strip();
    if (!type.toLowerCase(Locale.ROOT).equals(OverlayDocument.MEDIA_TYPE)) {
      var found = type.isEmpty() ? "no type" : "'" + Printable.escape(type) + "'";
      return new Refused("answers with " + found + " instead of " + OverlayDocument.MEDIA_TYPE);
    }
    var charset = parameters.entrySet().stream().filter(DocumentFetch::isCharset).findFirst();
    return new Document(
        OverlayDocument.read(answer.getContent(), charset.map(each -> each.getValue())));
  }

  private static boolean isCharset(java.util.Map.Entry<String, String> parameter) {
    return parameter.getKey().equalsIgnoreCase("charset");
  }

  private static String message(WireException e) {
    return String.valueOf(e.getMessage());
  }

  private static void stop(HttpClient http) {
    try {
      http.stop();
    } catch (Exception e) {
      throw new IllegalStateException("an HTTP client can be stopped", e);
    }
  }
}
