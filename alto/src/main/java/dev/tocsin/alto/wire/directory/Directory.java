// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.directory;

import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.MediaTypes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An information resource directory (RFC 7285 §9.2): what a server has and where.
///
/// @param costTypes by the names that this directory gives them
/// @param defaultNetworkMap resource id; a root directory has one
/// @param resources by resource id
public record Directory(
    Map<String, CostType> costTypes,
    Optional<String> defaultNetworkMap,
    Map<String, Entry> resources) {

  public Directory {
    costTypes = Collections.unmodifiableMap(new LinkedHashMap<>(costTypes));
    resources = Collections.unmodifiableMap(new LinkedHashMap<>(resources));
  }

  /// @param uri absolute, or relative to the directory's own (RFC 3986 §5)
  /// @param accepts media type of the body that the resource wants by POST; without it the resource
  ///   is had by GET
  /// @param uses resource ids that this one rests on
  public record Entry(
      String uri,
      String mediaType,
      Optional<String> accepts,
      Capabilities capabilities,
      List<String> uses) {

    public Entry {
      uses = List.copyOf(uses);
    }

    public boolean isDirectory() {
      return mediaType.equals(MediaTypes.DIRECTORY);
    }
  }

  /// What a resource can do, as far as it is known here (RFC 7285 §9.2.2); each part is empty for
  /// resources that it is not about.
  ///
  /// @param propertyTypes `prop-types` of an endpoint property service
  /// @param mappings properties by entity domain (RFC 9240 §7.4)
  public record Capabilities(
      Costs costs, List<String> propertyTypes, Map<String, List<String>> mappings, Stream stream) {

    public static final Capabilities NONE =
        new Capabilities(Costs.NONE, List.of(), Map.of(), Stream.NONE);

    public Capabilities {
      propertyTypes = List.copyOf(propertyTypes);
      mappings = Collections.unmodifiableMap(new LinkedHashMap<>(mappings));
    }

    public Capabilities(Costs costs) {
      this(costs, List.of(), Map.of(), Stream.NONE);
    }
  }

  /// RFC 7285 §11.3.2.4, RFC 8189 §4.1.1, RFC 8896 §3
  ///
  /// @param typeNames into the directory's cost types
  /// @param typesMax 0 if only one can be asked for
  public record Costs(
      List<String> typeNames,
      boolean hasConstraints,
      int typesMax,
      List<String> testableNames,
      List<Calendar> calendars) {

    public static final Costs NONE = new Costs(List.of(), false, 0, List.of(), List.of());

    public Costs {
      typeNames = List.copyOf(typeNames);
      testableNames = List.copyOf(testableNames);
      calendars = List.copyOf(calendars);
    }
  }

  /// @param intervalSeconds length of one interval
  /// @param intervals how many there are
  public record Calendar(List<String> typeNames, double intervalSeconds, int intervals) {
    public Calendar {
      typeNames = List.copyOf(typeNames);
    }
  }

  /// RFC 8895 §6.3
  ///
  /// @param patchTypes media types of increments by resource id, separated by commas
  public record Stream(Map<String, String> patchTypes, boolean hasControl) {

    public static final Stream NONE = new Stream(Map.of(), false);

    public Stream {
      patchTypes = Collections.unmodifiableMap(new LinkedHashMap<>(patchTypes));
    }
  }
}
