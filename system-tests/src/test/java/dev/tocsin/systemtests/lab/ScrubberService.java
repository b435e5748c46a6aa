// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests.lab;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/// A scrubber's web service on loopback that says on its output, a line each, what it is asked, and
/// does it all.
public final class ScrubberService {

  static final int PORT = 8099;

  private ScrubberService() {}

  public static void main(String[] arguments) throws IOException {
    var server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT), 0);
    server.createContext(
        "/",
        exchange -> {
          var body = exchange.getRequestBody().readAllBytes();
          System.out.println(new String(body, StandardCharsets.UTF_8).replace('\n', ' '));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    System.out.println("ready");
  }
}
