// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto;

import dev.tocsin.alto.core.maps.Publication;
import dev.tocsin.alto.core.service.Catalog;
import dev.tocsin.alto.io.server.Published;
import dev.tocsin.base.http.WebServer;
import dev.tocsin.base.http.WebSettings;
import java.net.InetSocketAddress;

/// An ALTO server (RFC 7285): serves what it is told to publish.
public final class AltoServer implements AutoCloseable {

  private final Published published;
  private final WebServer web;

  private AltoServer(Published published, WebServer web) {
    this.published = published;
    this.web = web;
  }

  /// Serves when it returns.
  ///
  /// @throws dev.tocsin.alto.core.maps.MapException if the publication lacks what the catalog
  ///   offers
  /// @throws dev.tocsin.base.config.ConfigException if the address cannot be bound
  public static AltoServer start(Catalog catalog, Publication first, WebSettings settings) {
    var published = new Published(catalog, first);
    var web = WebServer.start("alto", settings, published.handler(settings.limits()));
    return new AltoServer(published, web);
  }

  /// Replaces everything at once; requests under way keep what they began with.
  ///
  /// @throws dev.tocsin.alto.core.maps.MapException if the publication lacks what is offered; what
  ///   is served stays
  public void publish(Publication publication) {
    published.publish(publication);
  }

  /// Where it listens, with the real port.
  public InetSocketAddress local() {
    return web.local();
  }

  @Override
  public void close() {
    web.close();
  }
}
