// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.edition;

import dev.tocsin.alto.core.maps.MapException;
import dev.tocsin.alto.core.maps.Publication;
import dev.tocsin.alto.core.service.Catalog;
import dev.tocsin.alto.core.service.Guidance;
import dev.tocsin.alto.core.service.Service;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.answer.AltoAnswer;
import dev.tocsin.alto.wire.answer.AltoAnswerWriter;
import dev.tocsin.alto.wire.directory.DirectoryWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// One publication, ready to be served: what is had by GET stands rendered, what is asked by POST
/// is answered from the same maps. Immutable; a request takes one edition and stays with it.
public final class Edition {

  private final Guidance guidance;
  private final Rendered directory;
  private final Map<String, Rendered> rendered;

  private Edition(Guidance guidance, Rendered directory, Map<String, Rendered> rendered) {
    this.guidance = guidance;
    this.directory = directory;
    this.rendered = Map.copyOf(rendered);
  }

  /// @throws MapException if the publication lacks what the catalog offers
  public static Edition of(Catalog catalog, Publication publication) {
    return of(catalog, publication, new ConcurrentHashMap<>());
  }

  /// The same for one of several catalogs of the same publication.
  ///
  /// @param known what was rendered for the others, and is for this one
  public static Edition of(
      Catalog catalog, Publication publication, ConcurrentMap<Service, Rendered> known) {
    var complaints = catalog.complaints(publication);
    if (!complaints.isEmpty()) throw new MapException(String.join("; ", complaints));
    var guidance = new Guidance(publication);
    var rendered = new ConcurrentHashMap<String, Rendered>();
    // Large maps take a second each to write and to pack.
    catalog.services().entrySet().parallelStream()
        .forEach(
            each ->
                Optional.ofNullable(known.get(each.getValue()))
                    .or(() -> rendered(guidance, each.getValue()))
                    .ifPresent(
                        body -> {
                          known.put(each.getValue(), body);
                          rendered.put(each.getKey(), body);
                        }));
    var directory = Rendered.of(MediaTypes.DIRECTORY, DirectoryWriter.write(catalog.directory()));
    return new Edition(guidance, directory, rendered);
  }

  /// What is had by GET and is the same in another publication, so that it need not be written
  /// again.
  public Map<Service, Rendered> common(Catalog catalog, Publication other) {
    var then = new Guidance(other);
    var common = new HashMap<Service, Rendered>();
    catalog
        .services()
        .forEach(
            (id, service) ->
                resource(id)
                    .filter(_ -> guidance.basis(service).equals(then.basis(service)))
                    .ifPresent(body -> common.put(service, body)));
    return common;
  }

  private static Optional<Rendered> rendered(Guidance guidance, Service service) {
    return whole(guidance, service)
        .map(AltoAnswerWriter::write)
        .map(body -> Rendered.of(Catalog.mediaType(service), body));
  }

  private static Optional<AltoAnswer> whole(Guidance guidance, Service service) {
    return switch (service) {
      case Service.WholeNetworkMap map -> Optional.of(guidance.networkMap(map));
      case Service.WholeCostMap map -> Optional.of(guidance.costMap(map));
      case Service.WholePropertyMap map -> Optional.of(guidance.propertyMap(map));
      case Service.FilteredNetworkMap _, Service.FilteredCostMap _ -> Optional.empty();
      case Service.FilteredPropertyMap _ -> Optional.empty();
      case Service.EndpointCosts _, Service.EndpointProperties _ -> Optional.empty();
      case Service.UpdateStream _ -> Optional.empty();
    };
  }

  public Guidance guidance() {
    return guidance;
  }

  public Rendered directory() {
    return directory;
  }

  /// Empty for what is not had by GET.
  public Optional<Rendered> resource(String id) {
    return Optional.ofNullable(rendered.get(id));
  }

  /// The same as it was before it was rendered.
  public Optional<AltoAnswer> answer(Service service) {
    return whole(guidance, service);
  }
}
