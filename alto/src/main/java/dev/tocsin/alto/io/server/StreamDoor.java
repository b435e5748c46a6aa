// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.server;

import dev.tocsin.alto.core.service.Catalog;
import dev.tocsin.alto.core.service.Service;
import dev.tocsin.alto.io.edition.Questions;
import dev.tocsin.alto.io.stream.StreamHub;
import dev.tocsin.alto.wire.TypedAddress;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;

/// Where update streams are asked for and controlled (RFC 8895 §6, §7): a stream at its resource,
/// its control below that.
record StreamDoor(Catalog catalog, Questions questions, StreamHub streams) {

  private static final String RETRY_SECONDS = "30";
  private static final String ENDING_SECONDS = "1";

  /// A stream, and which one if it is its control that is asked for.
  record Way(String name, Service.UpdateStream service, Optional<String> stream) {}

  /// @param path behind that of all resources
  Optional<Way> way(String path) {
    int slash = path.indexOf('/');
    var name = slash < 0 ? path : path.substring(0, slash);
    if (!(catalog.services().get(name) instanceof Service.UpdateStream service)) {
      return Optional.empty();
    }
    var stream = slash < 0 ? Optional.<String>empty() : Optional.of(path.substring(slash + 1));
    return Optional.of(new Way(name, service, stream));
  }

  void answer(Way way, Exchange exchange, byte[] body, TypedAddress client) {
    if (way.stream().isPresent()) control(way, way.stream().get(), exchange, body, client);
    else begin(way, exchange, body, client);
  }

  private void begin(Way way, Exchange exchange, byte[] body, TypedAddress client) {
    var request = questions.streamParameters(body);
    var connection = exchange.request().getConnectionMetaData().getConnection();
    var reply =
        new StreamHub.Reply(
            exchange.response(), exchange.callback(), () -> connection.getEndPoint().close());
    // Whether somebody is there shows when something is written.
    exchange.request().addIdleTimeoutListener(_ -> false);
    switch (streams.begin(way.service(), way.name(), request, client, reply)) {
      case DONE -> {}
      case FULL -> full(exchange);
      // Whoever comes back at once on his old connection would hold the end up.
      case GONE -> comeBack(exchange, ENDING_SECONDS, "the server ends");
    }
  }

  private void control(
      Way way, String stream, Exchange exchange, byte[] body, TypedAddress client) {
    var request = questions.streamControl(body);
    switch (streams.control(way.service(), stream, request, client)) {
      case DONE -> {
        exchange.response().setStatus(HttpStatus.NO_CONTENT_204);
        exchange.response().write(true, null, exchange.callback());
      }
      case FULL -> full(exchange);
      case GONE ->
          exchange.refuse(HttpStatus.NOT_FOUND_404, "there is no such stream, or it is closed");
    }
  }

  private static void full(Exchange exchange) {
    comeBack(exchange, RETRY_SECONDS, "too many update streams are open, or resources in one");
  }

  private static void comeBack(Exchange exchange, String seconds, String why) {
    exchange.response().getHeaders().put(HttpHeader.RETRY_AFTER, seconds);
    exchange.refuse(HttpStatus.SERVICE_UNAVAILABLE_503, why);
  }
}
