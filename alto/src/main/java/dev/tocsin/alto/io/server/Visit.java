// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.server;

import dev.tocsin.alto.core.service.Catalog;
import dev.tocsin.alto.core.service.Service;
import dev.tocsin.alto.io.access.Offered;
import dev.tocsin.alto.io.operations.Served;
import dev.tocsin.base.net.Prefix;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/// What is learned of a request on its way, for those who count and write it down.
final class Visit {

  // One for each kind of service, made once: every request is logged with it.
  private static final ClassValue<String> WORDS =
      new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> service) {
          return service
              .getSimpleName()
              .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
              .toLowerCase(Locale.ROOT);
        }
      };

  /// Where an error's code is left.
  static final String ERROR = "dev.tocsin.alto.error";

  private static final String OTHER = "other";

  private final Request request;
  private final Response response;
  private final Prefix source;
  private final long begun = System.nanoTime();
  private Optional<String> user = Optional.empty();
  private Optional<Offered> offered = Optional.empty();

  Visit(Request request, Response response, Prefix source) {
    this.request = request;
    this.response = response;
    this.source = source;
  }

  Prefix source() {
    return source;
  }

  Optional<String> by(String name) {
    user = Optional.of(name);
    return user;
  }

  void sees(Offered view) {
    offered = Optional.of(view);
  }

  Served served() {
    var path = request.getHttpURI().getPath();
    var asked = new Served.Asked(request.getMethod(), path == null ? "" : path, source, user);
    var error = Optional.ofNullable(request.getAttribute(ERROR)).map(Object::toString);
    return new Served(
        asked,
        offered.map(view -> service(view.catalog(), asked.path())).orElse(OTHER),
        offered.map(Offered::view),
        response.getStatus(),
        error,
        Response.getContentBytesWritten(response),
        System.nanoTime() - begun);
  }

  private static String service(Catalog catalog, String path) {
    if (path.equals("/") || path.equals("/directory")) return "directory";
    int start = Catalog.PATH.length() + 1;
    if (!path.startsWith("/" + Catalog.PATH)) return OTHER;
    var id = path.substring(start);
    int control = id.indexOf('/');
    var service =
        Optional.ofNullable(catalog.services().get(control < 0 ? id : id.substring(0, control)));
    return service.map(Visit::word).orElse(OTHER);
  }

  private static String word(Service service) {
    return WORDS.get(service.getClass());
  }
}
