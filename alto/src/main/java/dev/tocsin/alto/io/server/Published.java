// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.server;

import dev.tocsin.alto.core.maps.Publication;
import dev.tocsin.alto.core.service.Catalog;
import dev.tocsin.base.http.WebSettings;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.server.Handler;

/// Holds the edition that is served, and the handler that serves it.
public final class Published {

  // Maps change when the network does: a minute spares most requests, and tags tell the rest.
  private static final String CACHE_CONTROL = "public, max-age=60";

  private final Catalog catalog;
  private final AtomicReference<Edition> edition;

  /// @throws dev.tocsin.alto.core.maps.MapException if the publication lacks what is offered
  public Published(Catalog catalog, Publication first) {
    this.catalog = catalog;
    this.edition = new AtomicReference<>(Edition.of(catalog, first));
  }

  public void publish(Publication publication) {
    edition.set(Edition.of(catalog, publication));
  }

  public Handler handler(WebSettings.Limits limits) {
    return new AltoHandler(catalog, limits, CACHE_CONTROL, edition);
  }
}
