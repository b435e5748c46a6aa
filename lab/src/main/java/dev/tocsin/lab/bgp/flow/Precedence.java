// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab.bgp.flow;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The order in which a router looks at flow specifications (RFC 8955 §5.1, RFC 8956 §4): the first
/// that matches a packet decides, unless its actions say that it goes on.
///
/// The text does not tell how many octets a value had on the wire: the fewest are assumed.
final class Precedence implements Comparator<FlowRoute> {

  private static final int DESTINATION = 1;
  private static final int SOURCE = 2;

  @Override
  public int compare(FlowRoute a, FlowRoute b) {
    if (a.ipv4() != b.ipv4()) return a.ipv4() ? -1 : 1;
    var typesOfA = values(a);
    var typesOfB = values(b);
    var types = new java.util.TreeSet<>(typesOfA.keySet());
    types.addAll(typesOfB.keySet());
    for (var type : types) {
      var ofA = typesOfA.get(type);
      var ofB = typesOfB.get(type);
      // "the one with the lowest type number" comes first, and so does the one that has more.
      if (ofA == null) return 1;
      if (ofB == null) return -1;
      int order =
          switch (type) {
            case DESTINATION -> prefixes(a.destination(), b.destination());
            case SOURCE -> prefixes(a.source(), b.source());
            default -> values(ofA, ofB);
          };
      if (order != 0) return order;
    }
    return 0;
  }

  private static Map<Integer, byte[]> values(FlowRoute route) {
    var values = new TreeMap<Integer, byte[]>();
    if (route.destination().isPresent()) values.put(DESTINATION, new byte[0]);
    if (route.source().isPresent()) values.put(SOURCE, new byte[0]);
    for (var component : route.components()) {
      values.put(component.field().type(), bytes(component));
    }
    return values;
  }

  /// The longer of two that overlap, otherwise the lower address.
  private static int prefixes(Optional<FlowPrefix> ofA, Optional<FlowPrefix> ofB) {
    var a = ofA.orElseThrow();
    var b = ofB.orElseThrow();
    // RFC 8956 §4: a lower offset comes first.
    if (a.offset() != b.offset()) return Integer.compare(a.offset(), b.offset());
    if (a.prefix().overlaps(b.prefix())) {
      return Integer.compare(b.prefix().length(), a.prefix().length());
    }
    return Arrays.compareUnsigned(a.prefix().addressBytes(), b.prefix().addressBytes());
  }

  /// Byte by byte the lower; where one begins with all of the other, the longer.
  private static int values(byte[] a, byte[] b) {
    int common = Math.min(a.length, b.length);
    int order = Arrays.compareUnsigned(a, 0, common, b, 0, common);
    return order != 0 ? order : Integer.compare(b.length, a.length);
  }

  private static byte[] bytes(Component component) {
    var bytes = new ByteArrayOutputStream();
    var terms = component.terms();
    for (int i = 0; i < terms.size(); i++) {
      var term = terms.get(i);
      int power = term.value() < 1 << 8 ? 0 : term.value() < 1 << 16 ? 1 : 2;
      int end = i == terms.size() - 1 ? 0x80 : 0;
      bytes.write(end | (term.and() ? 0x40 : 0) | power << 4 | term.operator());
      for (int shift = 8 * (1 << power) - 8; shift >= 0; shift -= 8) {
        bytes.write((int) (term.value() >>> shift));
      }
    }
    return bytes.toByteArray();
  }
}
