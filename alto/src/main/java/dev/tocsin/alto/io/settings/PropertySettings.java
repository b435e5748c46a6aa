// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.settings;

import dev.tocsin.alto.core.properties.PropertyOffer;
import dev.tocsin.alto.wire.Names;
import dev.tocsin.alto.wire.Registries;
import dev.tocsin.alto.wire.entity.QualifiedName;
import dev.tocsin.base.config.Kind;
import dev.tocsin.base.config.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A property map (RFC 9240) that an operator wants to be served.
///
/// @param offer named after its resource
public record PropertySettings(PropertyOffer offer, TableFile table) {

  /// @param maps names of the network maps
  static PropertySettings read(String id, Section section, Set<String> maps) {
    if (maps.contains(id)) section.complain("mappings", "'" + id + "' is a network map's name");
    if (!Names.isResourceId(id) || id.indexOf('.') >= 0) {
      section.complain("mappings", "expected a map's name of up to 64 letters, digits and :@_-");
    }
    var mappings = new LinkedHashMap<QualifiedName, List<QualifiedName>>();
    section
        .lists("mappings", Kind.STRING)
        .forEach((domain, properties) -> mapping(section, domain, properties, mappings));
    if (mappings.isEmpty()) throw section.refuse("mappings", "expected at least one entity domain");
    var offer = new PropertyOffer(id, mappings);
    for (var map : offer.uses()) {
      if (!maps.contains(map))
        section.complain("mappings", "there is no network map '" + map + "'");
    }
    return new PropertySettings(offer, TableFile.read(section));
  }

  private static void mapping(
      Section section,
      String text,
      List<String> names,
      Map<QualifiedName, List<QualifiedName>> mappings) {
    var domain =
        QualifiedName.domain(text).filter(each -> Registries.hasEntityDomainType(each.type()));
    if (domain.isEmpty()) {
      section.complain("mappings", "'" + text + "' is no entity domain (RFC 9240 §5.1)");
      return;
    }
    var properties = new ArrayList<QualifiedName>();
    for (var name : names) {
      // Without a dot it is meant as the map's own.
      var property =
          QualifiedName.property(name.indexOf('.') < 0 ? "." + name : name)
              .filter(each -> Registries.hasPropertyType(each.type()));
      if (property.isPresent()) {
        properties.add(property.get());
      } else {
        section.complain(
            "mappings",
            "'%s' is no property that is registered or begins with priv: (RFC 9240 §5.2.1)"
                .formatted(name));
      }
    }
    var complaint = PropertyOffer.complaint(domain.get(), properties);
    complaint.ifPresent(each -> section.complain("mappings", each));
    if (complaint.isEmpty()) mappings.put(domain.get(), properties);
  }
}
