// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto;

import dev.tocsin.alto.core.maps.Publication;
import dev.tocsin.alto.core.service.Catalog;
import dev.tocsin.alto.io.access.AccessRules;
import dev.tocsin.alto.io.access.Admission;
import dev.tocsin.alto.io.access.Offered;
import dev.tocsin.alto.io.operations.OperationSettings;
import dev.tocsin.alto.io.operations.Operations;
import dev.tocsin.alto.io.server.Published;
import dev.tocsin.alto.io.stream.StreamCounts;
import dev.tocsin.alto.io.stream.StreamLimits;
import dev.tocsin.base.http.WebServer;
import dev.tocsin.base.http.WebSettings;
import dev.tocsin.base.observe.AuditLog;
import dev.tocsin.base.observe.Metrics;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// An ALTO server (RFC 7285): serves what it is told to publish.
public final class AltoServer implements AutoCloseable {

  private final AtomicReference<Serving> serving;
  private final WebSettings settings;
  private final StreamCounts streams;
  private final WebServer web;

  /// What requests meet that begin now.
  private record Serving(Published published, Handler handler) {}

  /// Passes each request on to what is served at the moment.
  private static final class Entrance extends Handler.Abstract {

    private final AtomicReference<Serving> serving;

    Entrance(AtomicReference<Serving> serving) {
      this.serving = serving;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      return serving.get().handler().handle(request, response, callback);
    }
  }

  private AltoServer(
      AtomicReference<Serving> serving, WebSettings settings, StreamCounts streams, WebServer web) {
    this.serving = serving;
    this.settings = settings;
    this.streams = streams;
    this.web = web;
  }

  /// Serves when it returns.
  ///
  /// @throws dev.tocsin.alto.core.maps.MapException if the publication lacks what the catalog
  ///   offers
  /// @throws dev.tocsin.base.config.ConfigException if the address cannot be bound
  public static AltoServer start(
      Offer offer, Publication first, WebSettings settings, StreamLimits streams) {
    var counts = new StreamCounts();
    var limits = new Published.Limits(settings.limits(), streams, counts);
    var serving = new AtomicReference<>(serving(offer, first, limits));
    try {
      var web = WebServer.start("alto", settings, new Entrance(serving));
      return new AltoServer(serving, settings, counts, web);
    } catch (RuntimeException e) {
      serving.get().published().end("the server does not start");
      throw e;
    }
  }

  private static Serving serving(Offer offer, Publication first, Published.Limits limits) {
    var published = new Published(offer.views(), offer.rules(), first, limits);
    return new Serving(published, published.handler());
  }

  /// What is offered to whom.
  ///
  /// @param views in the order in which they are tried
  public record Offer(List<Offered> views, Published.Rules rules) {
    public Offer {
      views = List.copyOf(views);
    }

    /// Everything to everybody.
    public static Offer toAll(Catalog catalog) {
      var operations =
          new Operations(OperationSettings.NONE, AuditLog.Options.DEFAULT, new Metrics());
      return new Offer(
          List.of(new Offered("all", Admission.ALL, catalog)),
          new Published.Rules(AccessRules.OPEN, operations));
    }
  }

  /// Serves everything to everybody, with the usual limits of update streams.
  public static AltoServer start(Catalog catalog, Publication first, WebSettings settings) {
    return start(Offer.toAll(catalog), first, settings, StreamLimits.DEFAULT);
  }

  /// Replaces everything at once; requests under way keep what they began with.
  ///
  /// @throws dev.tocsin.alto.core.maps.MapException if the publication lacks what is offered; what
  ///   is served stays
  public void publish(Publication publication) {
    serving.get().published().publish(publication);
  }

  /// Offers something else from now on; requests under way keep what they began with. Update
  /// streams end, since what they tell of may be another thing now, or not for their client.
  ///
  /// @throws dev.tocsin.alto.core.maps.MapException if the publication lacks what is offered; what
  ///   is served stays
  public void replace(Offer offer, Publication first, StreamLimits limits) {
    var next = serving(offer, first, new Published.Limits(settings.limits(), limits, streams));
    serving.getAndSet(next).published().end("the configuration has changed");
  }

  /// Where it listens, with the real port.
  public InetSocketAddress local() {
    return web.local();
  }

  /// Of its update streams.
  public StreamCounts streams() {
    return streams;
  }

  @Override
  public void close() {
    serving.get().published().end("the server ends");
    web.close();
  }
}
