// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.maps;

import dev.tocsin.alto.wire.Names;
import dev.tocsin.alto.wire.VersionTag;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.base.net.PrefixLookup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/// One version of a network map (RFC 7285 §11.2.1): every address has one PID. Complete and free of
/// overlaps (RFC 7285 §11.2.2), or it does not exist. Immutable; PIDs have numbers in the order of
/// their names, by which cost maps index them.
public final class NetworkMap {

  /// More would not fit the look-up table.
  public static final int PIDS_MAX = PrefixLookup.VALUE_MAX;

  private static final Prefix ALL_IPV4 = Prefix.parse("0.0.0.0/0");
  private static final Prefix ALL_IPV6 = Prefix.parse("::/0");

  private final VersionTag versionTag;
  private final List<Pid> pids;
  private final Map<String, Integer> numbers;
  private final PrefixLookup lookup;

  /// @param prefixes in their order
  public record Pid(String name, List<Prefix> prefixes) {
    public Pid {
      if (!Names.isPid(name)) throw new IllegalArgumentException("PID '" + name + "'");
      prefixes = prefixes.stream().sorted().toList();
    }

    public List<Prefix> prefixes(boolean ipv4) {
      return prefixes.stream().filter(prefix -> prefix.isIpv4() == ipv4).toList();
    }
  }

  private NetworkMap(VersionTag versionTag, List<Pid> pids, PrefixLookup lookup) {
    this.versionTag = versionTag;
    this.pids = pids;
    this.lookup = lookup;
    this.numbers = HashMap.newHashMap(pids.size());
    for (int number = 0; number < pids.size(); number++)
      numbers.put(pids.get(number).name(), number);
  }

  /// The tag follows from the content, so that it changes exactly if the content does, also over
  /// restarts and between servers.
  ///
  /// @param prefixes by PID; a PID may be without any
  /// @throws MapException if a prefix stands in two PIDs, an address family is not covered whole,
  ///   or a name is not one
  public static NetworkMap of(String resourceId, Map<String, List<Prefix>> prefixes) {
    if (prefixes.size() > PIDS_MAX) {
      throw new MapException(
          "expected at most %d PIDs, found %d".formatted(PIDS_MAX, prefixes.size()));
    }
    SortedMap<String, List<Prefix>> sorted = new TreeMap<>(prefixes);
    var pids = new ArrayList<Pid>(sorted.size());
    for (var each : sorted.entrySet()) pids.add(pid(each.getKey(), each.getValue()));
    refuseOverlaps(pids);
    refuseGaps(pids);
    var entries = new ArrayList<PrefixLookup.Entry>();
    for (int number = 0; number < pids.size(); number++) {
      for (var prefix : pids.get(number).prefixes()) {
        entries.add(new PrefixLookup.Entry(prefix, number));
      }
    }
    var tag = ContentTag.of(pids);
    return new NetworkMap(
        new VersionTag(resourceId, tag), List.copyOf(pids), PrefixLookup.of(entries));
  }

  private static Pid pid(String name, List<Prefix> prefixes) {
    try {
      return new Pid(name, prefixes);
    } catch (IllegalArgumentException e) {
      throw new MapException(
          "expected a name of up to 64 letters, digits and :@_.- (RFC 7285 §10.1), found '%s'"
              .formatted(name));
    }
  }

  // RFC 7285 §11.2.2: "an endpoint is in one PID"; nested prefixes are decided by the longest
  // match, equal ones by nothing.
  private static void refuseOverlaps(List<Pid> pids) {
    var owners = new HashMap<Prefix, String>();
    for (var pid : pids) {
      for (var prefix : pid.prefixes()) {
        var other = owners.put(prefix, pid.name());
        if (other != null) {
          throw new MapException(
              "%s stands in %s and in %s (RFC 7285 §11.2.2)".formatted(prefix, other, pid.name()));
        }
      }
    }
  }

  private static void refuseGaps(List<Pid> pids) {
    for (var all : List.of(ALL_IPV4, ALL_IPV6)) {
      boolean isUsed = pids.stream().anyMatch(pid -> !pid.prefixes(all.isIpv4()).isEmpty());
      boolean isCovered = pids.stream().anyMatch(pid -> pid.prefixes().contains(all));
      if (isUsed && !isCovered) {
        throw new MapException(
            "no PID holds %s, so that some addresses have none (RFC 7285 §11.2.2)".formatted(all));
      }
    }
  }

  public VersionTag versionTag() {
    return versionTag;
  }

  /// By name.
  public List<Pid> pids() {
    return pids;
  }

  public OptionalInt number(String pid) {
    Integer number = numbers.get(pid);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /// The PID of all addresses of the prefix; for a prefix that is split over several PIDs, the one
  /// that holds its first address.
  ///
  /// @return empty if its address family is not in the map
  public OptionalInt find(Prefix endpoint) {
    int number = lookup.find(endpoint);
    return number == PrefixLookup.NONE ? OptionalInt.empty() : OptionalInt.of(number);
  }

  public PrefixLookup lookup() {
    return lookup;
  }
}
