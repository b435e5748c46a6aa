// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.directory;

import dev.tocsin.alto.client.http.AltoClientException;
import dev.tocsin.alto.client.http.AltoClientException.Kind;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// All that can be reached from one directory: its resources and those of the directories that it
/// delegates to (RFC 7285 §9.2.4).
///
/// @param root as the client was given it
/// @param resources by resource id; directories are not among them
/// @param notes what was left out, and why
public record Closure(
    URI root,
    Optional<String> defaultNetworkMap,
    Map<String, Resource> resources,
    List<String> notes) {

  private static final int NAMES_SHOWN = 8;

  public Closure {
    resources = Collections.unmodifiableMap(new LinkedHashMap<>(resources));
    notes = List.copyOf(notes);
  }

  /// @throws AltoClientException if there is none
  public Resource resource(String id) throws AltoClientException {
    var found = resources.get(id);
    if (found == null) {
      throw AltoClientException.of(
          Kind.NOT_OFFERED, "%s has no resource '%s' but %s".formatted(root, id, names()));
    }
    return found;
  }

  private String names() {
    var first = resources.keySet().stream().limit(NAMES_SHOWN).collect(Collectors.joining(", "));
    if (resources.isEmpty()) return "none";
    return resources.size() > NAMES_SHOWN ? first + ", …" : first;
  }

  public Stream<Resource> of(String mediaType) {
    return resources.values().stream().filter(each -> each.is(mediaType));
  }
}
