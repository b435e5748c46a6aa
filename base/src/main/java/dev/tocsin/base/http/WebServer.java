// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.http;

import dev.tocsin.base.config.ConfigException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// HTTP/1.1 and, over TLS, HTTP/2 for what this program serves to other programs: a handler that
/// blocks, bounded in everything that a client can make large or slow.
public final class WebServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(WebServer.class);

  // Only accepting, selecting and handing over; requests run on virtual threads.
  private static final int THREADS_MAX = 12;
  private static final long STOP_MILLIS = 2_000;
  private static final long SWEEP_MILLIS = 500;

  // RFC 8040 §3.5.3: keys in a path are percent-encoded, a slash in them as well. Paths are never
  // mapped to files, so that what is ambiguous there is not here.
  private static final UriCompliance PATHS =
      UriCompliance.DEFAULT.with(
          "encoded keys",
          UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
          UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
          UriCompliance.Violation.AMBIGUOUS_PATH_SEGMENT);

  private final Server server;
  private final ServerConnector connector;

  private WebServer(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /// Listens when it returns.
  ///
  /// @param name of its threads
  /// @throws ConfigException if the address cannot be bound
  public static WebServer start(String name, WebSettings settings, WebHandler handler) {
    return start(name, settings, new RequestReader(settings.limits(), handler));
  }

  /// The same for a handler that writes what it has ready without anybody's copying it, or goes on
  /// writing for hours; it keeps the bounds on requests and bodies itself.
  ///
  /// @throws ConfigException if the address cannot be bound
  public static WebServer start(String name, WebSettings settings, Handler handler) {
    var threads = new QueuedThreadPool(THREADS_MAX, 1);
    threads.setName(name);
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    var server = new Server(threads);
    var connector = new ServerConnector(server, 1, 1, protocols(settings));
    connector.setHost(settings.address().getAddress().getHostAddress());
    connector.setPort(settings.address().getPort());
    connector.setIdleTimeout(settings.limits().idleMax().toMillis());
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(settings.limits().connectionsMax(), connector));
    var limits = settings.limits();
    var shares = new ConnectionShares(limits.perSourceMax(), limits.bodyTimeMax());
    connector.addBean(shares);
    server.setHandler(telling(shares, handler));
    server.setErrorHandler(new PlainErrors());
    server.setStopTimeout(STOP_MILLIS);
    var web = new WebServer(server, connector);
    try {
      server.start();
      web.sweep(shares);
      return web;
    } catch (IOException e) {
      web.close();
      throw new ConfigException(
          "%s cannot listen on %s: %s".formatted(name, settings.address(), cause(e)));
    } catch (Exception e) {
      web.close();
      throw new IllegalStateException(name + " does not start", e);
    }
  }

  private static Handler telling(ConnectionShares shares, Handler handler) {
    return new Handler.Wrapper(handler) {
      @Override
      public boolean handle(Request request, Response response, Callback callback)
          throws Exception {
        shares.asked(request);
        return super.handle(request, response, callback);
      }
    };
  }

  private void sweep(ConnectionShares shares) {
    if (!connector.isRunning()) return;
    shares.closeSilent();
    connector.getScheduler().schedule(() -> sweep(shares), SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static String cause(Throwable failure) {
    var cause = failure.getCause() == null ? failure : failure.getCause();
    return String.valueOf(cause.getMessage());
  }

  private static ConnectionFactory[] protocols(WebSettings settings) {
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(true);
    http.setUriCompliance(PATHS);
    http.setRequestHeaderSize(settings.limits().headerBytesMax());
    var factories = new ArrayList<ConnectionFactory>();
    if (settings.tls().isPresent()) {
      // Names in SNI are of no concern: one certificate is served to all.
      http.addCustomizer(new SecureRequestCustomizer(false));
      var alpn = new ALPNServerConnectionFactory();
      alpn.setDefaultProtocol(HttpVersion.HTTP_1_1.asString());
      factories.add(
          new SslConnectionFactory(TlsContext.of(settings.tls().get()), alpn.getProtocol()));
      factories.add(alpn);
      factories.add(new HTTP2ServerConnectionFactory(http));
    }
    factories.add(new HttpConnectionFactory(http));
    return factories.toArray(ConnectionFactory[]::new);
  }

  /// Where it listens, with the real port.
  public InetSocketAddress local() {
    return new InetSocketAddress(connector.getHost(), connector.getLocalPort());
  }

  /// Lets requests under way end, for a moment; those that take longer are cut off.
  @Override
  public void close() {
    try {
      server.stop();
    } catch (TimeoutException e) {
      log.info("{}: what was under way after {} ms was cut off", connector, STOP_MILLIS);
    } catch (Exception e) {
      throw new IllegalStateException("the web server does not stop", e);
    }
  }
}
