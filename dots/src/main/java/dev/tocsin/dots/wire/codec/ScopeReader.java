// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.codec;

import static dev.tocsin.dots.wire.codec.Limits.ALIAS_BYTES_MAX;
import static dev.tocsin.dots.wire.codec.Limits.LIST_MAX;
import static dev.tocsin.dots.wire.codec.Limits.NAME_BYTES_MAX;
import static dev.tocsin.dots.wire.codec.Limits.PREFIX_BYTES_MAX;
import static dev.tocsin.dots.wire.codec.Limits.URI_BYTES_MAX;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.cbor.CborReader;
import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.scope.ScopeNames;
import dev.tocsin.dots.wire.scope.TargetCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Gathers the target attributes of one map (RFC 9132 §4.4.1.1), which stand beside other ones.
final class ScopeReader {

  private static final int PORT_MAX = 65_535;
  private static final int PROTOCOL_MAX = 255;

  private final CborReader in;
  private final Attributes attributes;

  private List<Prefix> prefixes = List.of();
  private List<PortRange> ports = List.of();
  private List<Integer> protocols = List.of();
  private List<String> fqdns = List.of();
  private List<String> uris = List.of();
  private List<String> aliases = List.of();

  ScopeReader(CborReader in, Attributes attributes) {
    this.in = in;
    this.attributes = attributes;
  }

  /// @return false, with nothing read, if the key is not one of a target
  boolean read(int key) {
    switch (key) {
      case Keys.TARGET_PREFIX -> prefixes = list(this::prefix);
      case Keys.TARGET_PORT_RANGE -> ports = list(this::portRange);
      case Keys.TARGET_PROTOCOL -> protocols = list(() -> (int) in.unsigned(PROTOCOL_MAX));
      case Keys.TARGET_FQDN -> fqdns = list(() -> ScopeNames.fqdn(in.text(NAME_BYTES_MAX)));
      case Keys.TARGET_URI -> uris = list(() -> ScopeNames.uri(in.text(URI_BYTES_MAX)));
      case Keys.ALIAS_NAME -> aliases = list(() -> ScopeNames.alias(in.text(ALIAS_BYTES_MAX)));
      default -> {
        return false;
      }
    }
    return true;
  }

  Scope scope() {
    return new Scope(prefixes, ports, protocols, fqdns, uris, aliases);
  }

  private <T> List<T> list(Supplier<T> element) {
    var all = new ArrayList<T>(4);
    for (in.openArray(); in.hasNext(); ) {
      if (all.size() == LIST_MAX) {
        throw new WireException("expected at most " + LIST_MAX + " entries");
      }
      all.add(element.get());
    }
    // RFC 9132 §4.4.1.1: attributes with empty values render the entire request invalid.
    if (all.isEmpty() && attributes == Attributes.STRICT) throw new WireException("is empty");
    return all;
  }

  private Prefix prefix() {
    String text = in.text(PREFIX_BYTES_MAX);
    try {
      var prefix = Prefix.parse(text);
      if (attributes == Attributes.STRICT) TargetCheck.requireUnicast(prefix);
      return prefix;
    } catch (IllegalArgumentException e) {
      throw new WireException(String.valueOf(e.getMessage()), e);
    }
  }

  private PortRange portRange() {
    var bounds = new int[] {-1, -1};
    attributes.read(
        in,
        key ->
            switch (key) {
              case Keys.LOWER_PORT -> {
                bounds[0] = (int) in.unsigned(PORT_MAX);
                yield true;
              }
              case Keys.UPPER_PORT -> {
                bounds[1] = (int) in.unsigned(PORT_MAX);
                yield true;
              }
              default -> false;
            });
    if (bounds[0] < 0) throw new WireException("lower-port (8) is missing");
    // RFC 9132 §4.4.1.1: when only 'lower-port' is present, it represents a single port number.
    int upper = bounds[1] < 0 ? bounds[0] : bounds[1];
    if (upper < bounds[0]) {
      throw new WireException("upper-port " + upper + " is below lower-port " + bounds[0]);
    }
    return new PortRange(bounds[0], upper);
  }
}
