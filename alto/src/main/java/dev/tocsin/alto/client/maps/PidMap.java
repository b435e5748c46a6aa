// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.maps;

import dev.tocsin.alto.wire.VersionTag;
import dev.tocsin.alto.wire.answer.AltoAnswer;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.base.net.PrefixLookup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A network map as a client searches it: by longest prefix (RFC 7285 §11.2.2). Unlike a server's
/// own it may be incomplete, since it is somebody else's. Immutable.
public final class PidMap {

  private final VersionTag versionTag;
  private final List<String> pids;
  private final PrefixLookup lookup;
  private final List<String> notes;

  private PidMap(
      VersionTag versionTag, List<String> pids, PrefixLookup lookup, List<String> notes) {
    this.versionTag = versionTag;
    this.pids = pids;
    this.lookup = lookup;
    this.notes = notes;
  }

  /// @param ignored address types that the map holds and nobody here knows
  /// @throws WireException if there are more PIDs than can be told apart
  public static PidMap of(AltoAnswer.NetworkMapAnswer map, Set<String> ignored) {
    if (map.pids().size() > PrefixLookup.VALUE_MAX) {
      throw new WireException(
          "expected at most %d PIDs, found %d"
              .formatted(PrefixLookup.VALUE_MAX, map.pids().size()));
    }
    var notes = new ArrayList<String>();
    ignored.forEach(type -> notes.add("addresses of type '" + type + "' are not known here"));
    var pids = List.copyOf(map.pids().keySet());
    return new PidMap(map.versionTag(), pids, PrefixLookup.of(entries(map.pids(), notes)), notes);
  }

  private static List<PrefixLookup.Entry> entries(
      Map<String, List<Prefix>> pids, List<String> notes) {
    var entries = new ArrayList<PrefixLookup.Entry>();
    var seen = new HashSet<Prefix>();
    int twice = 0;
    int number = 0;
    for (var prefixes : pids.values()) {
      for (var prefix : prefixes) {
        if (seen.add(prefix)) entries.add(new PrefixLookup.Entry(prefix, number));
        else twice++;
      }
      number++;
    }
    if (twice > 0) {
      notes.add("%d prefixes stand twice (RFC 7285 §11.2.2); the first counts".formatted(twice));
    }
    return entries;
  }

  public VersionTag versionTag() {
    return versionTag;
  }

  /// @return empty if the map does not cover the prefix's first address
  public Optional<String> find(Prefix endpoint) {
    int number = lookup.find(endpoint.address());
    return number == PrefixLookup.NONE ? Optional.empty() : Optional.of(pids.get(number));
  }

  /// What is odd about it.
  public List<String> notes() {
    return List.copyOf(notes);
  }
}
