// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.properties;

import dev.tocsin.alto.wire.entity.Entity;
import dev.tocsin.alto.wire.entity.QualifiedName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a property map has: its capabilities (RFC 9240 §7.4).
///
/// @param map name of the {@link dev.tocsin.alto.core.maps.PropertyMap} in the publication
/// @param mappings properties by entity domain
public record PropertyOffer(String map, Map<QualifiedName, List<QualifiedName>> mappings) {

  public PropertyOffer {
    var copy = new LinkedHashMap<QualifiedName, List<QualifiedName>>();
    mappings.forEach((domain, properties) -> copy.put(domain, List.copyOf(properties)));
    mappings = Collections.unmodifiableMap(copy);
    for (var each : mappings.entrySet()) {
      complaint(each.getKey(), each.getValue())
          .ifPresent(
              complaint -> {
                throw new IllegalArgumentException(complaint);
              });
    }
  }

  /// Why these properties cannot be those of this domain.
  public static Optional<String> complaint(QualifiedName domain, List<QualifiedName> properties) {
    // RFC 9240 §7.4: <1..*>
    if (properties.isEmpty()) return Optional.of("expected at least one property of " + domain);
    // RFC 9240 §6.2.4: PIDs are those of a network map.
    if (domain.type().equals(QualifiedName.PID) && domain.resource().isEmpty()) {
      return Optional.of("expected PIDs of a network map, as MAP.pid, found " + domain);
    }
    return properties.stream().flatMap(each -> complaint(domain, each).stream()).findFirst();
  }

  private static Optional<String> complaint(QualifiedName domain, QualifiedName property) {
    if (property.type().equals(QualifiedName.PID)) {
      // RFC 9240 §8.7: of addresses, and defined by a network map.
      if (property.resource().isEmpty()) {
        return Optional.of("expected the PID in a network map, as MAP.pid, found " + property);
      }
      if (!Entity.isAddressType(domain.type())) {
        return Optional.of(property + " is a property of addresses, not of " + domain);
      }
    }
    // RFC 9240 §7.6
    if (property.resource().isPresent()
        && domain.resource().isPresent()
        && !property.resource().equals(domain.resource())) {
      return Optional.of(
          "%s and %s do not depend on the same resource".formatted(domain, property));
    }
    return Optional.empty();
  }

  public Set<QualifiedName> domains() {
    return mappings.keySet();
  }

  /// Resources that domains and properties have their meaning from (RFC 9240 §7.5).
  public Set<String> uses() {
    var uses = new LinkedHashSet<String>();
    mappings.forEach(
        (domain, properties) -> {
          domain.resource().ifPresent(uses::add);
          properties.forEach(property -> property.resource().ifPresent(uses::add));
        });
    return uses;
  }

  /// Of any domain, by name.
  public Map<String, QualifiedName> properties() {
    var properties = new LinkedHashMap<String, QualifiedName>();
    mappings.values().forEach(all -> all.forEach(each -> properties.put(each.text(), each)));
    return properties;
  }
}
