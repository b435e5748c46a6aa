// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.peer;

import dev.tocsin.base.http.TlsContext;
import dev.tocsin.base.http.WebSettings;
import dev.tocsin.base.identity.FileTrust;
import dev.tocsin.base.identity.NativeCryptography;
import dev.tocsin.base.identity.OwnKeys;
import dev.tocsin.base.observe.Logging;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/// The peer that our data channel is measured against: Jetty and nothing behind it. It answers a
/// GET with the bytes of a file and reads the body of everything else before it answers 201. A
/// process of its own: folder of keys, port, file.
public final class BareJetty {

  private BareJetty() {}

  public static void main(String[] arguments) throws Exception {
    Logging.configure(Logging.Verbosity.WARN, Logging.Format.TEXT);
    NativeCryptography.install();
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.addCustomizer(new SecureRequestCustomizer(false));
    var server = new Server();
    var connector =
        new ServerConnector(
            server,
            1,
            1,
            new SslConnectionFactory(TlsContext.of(tls(Path.of(arguments[0]))), "http/1.1"),
            new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    connector.setPort(Integer.parseInt(arguments[1]));
    server.addConnector(connector);
    server.setHandler(new SameBytes(Path.of(arguments[2])));
    server.start();
    System.out.println("listening");
  }

  private static WebSettings.Tls tls(Path keys) {
    var own = OwnKeys.read(keys.resolve("server-key.pem"), keys.resolve("server.pem"));
    var trust =
        FileTrust.read(
            new FileTrust.Sources(List.of(keys.resolve("ca.pem")), List.of(), List.of()));
    return new WebSettings.Tls(own, trust.authorities(), WebSettings.ClientCertificate.REQUIRED);
  }

  private static final class SameBytes extends Handler.Abstract.NonBlocking {
    private final ByteBuffer bytes;

    SameBytes(Path file) throws IOException {
      bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      if (request.getMethod().equals("GET")) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/yang-data+json");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.remaining());
        response.write(true, bytes.slice(), callback);
        return true;
      }
      Content.Source.asByteBuffer(
          request,
          new org.eclipse.jetty.util.Promise<>() {
            @Override
            public void succeeded(ByteBuffer body) {
              response.setStatus(201);
              response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
              response.write(true, BufferUtil.EMPTY_BUFFER, callback);
            }

            @Override
            public void failed(Throwable reason) {
              callback.failed(reason);
            }
          });
      return true;
    }
  }
}
