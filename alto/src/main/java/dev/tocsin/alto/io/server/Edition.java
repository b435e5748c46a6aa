// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.server;

import dev.tocsin.alto.core.maps.MapException;
import dev.tocsin.alto.core.maps.Publication;
import dev.tocsin.alto.core.service.Catalog;
import dev.tocsin.alto.core.service.Guidance;
import dev.tocsin.alto.core.service.Service;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.answer.AltoAnswerWriter;
import dev.tocsin.alto.wire.directory.DirectoryWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// One publication, ready to be served: what is had by GET stands rendered, what is asked by POST
/// is answered from the same maps. Immutable; a request takes one edition and stays with it.
final class Edition {

  private final Guidance guidance;
  private final Rendered directory;
  private final Map<String, Rendered> rendered;

  private Edition(Guidance guidance, Rendered directory, Map<String, Rendered> rendered) {
    this.guidance = guidance;
    this.directory = directory;
    this.rendered = Map.copyOf(rendered);
  }

  /// @throws MapException if the publication lacks what the catalog offers
  static Edition of(Catalog catalog, Publication publication) {
    var complaints = catalog.complaints(publication);
    if (!complaints.isEmpty()) throw new MapException(String.join("; ", complaints));
    var guidance = new Guidance(publication);
    var rendered = new HashMap<String, Rendered>();
    catalog
        .services()
        .forEach(
            (id, service) -> body(guidance, service).ifPresent(body -> rendered.put(id, body)));
    var directory = Rendered.of(MediaTypes.DIRECTORY, DirectoryWriter.write(catalog.directory()));
    return new Edition(guidance, directory, rendered);
  }

  private static Optional<Rendered> body(Guidance guidance, Service service) {
    return switch (service) {
      case Service.WholeNetworkMap map ->
          Optional.of(
              Rendered.of(
                  Catalog.mediaType(map), AltoAnswerWriter.write(guidance.networkMap(map))));
      case Service.WholeCostMap map ->
          Optional.of(
              Rendered.of(Catalog.mediaType(map), AltoAnswerWriter.write(guidance.costMap(map))));
      case Service.FilteredNetworkMap _, Service.FilteredCostMap _ -> Optional.empty();
      case Service.EndpointCosts _, Service.EndpointProperties _ -> Optional.empty();
    };
  }

  Guidance guidance() {
    return guidance;
  }

  Rendered directory() {
    return directory;
  }

  /// Empty for what is not had by GET.
  Optional<Rendered> resource(String id) {
    return Optional.ofNullable(rendered.get(id));
  }
}
