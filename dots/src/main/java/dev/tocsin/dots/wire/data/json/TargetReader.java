// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.json;

import static dev.tocsin.dots.wire.data.json.DataLimits.TARGETS_MAX;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.base.observe.Printable;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.data.Alias;
import dev.tocsin.dots.wire.data.rest.DataRefusedException;
import dev.tocsin.dots.wire.data.rest.ErrorTag;
import dev.tocsin.dots.wire.scope.ScopeNames;
import dev.tocsin.dots.wire.scope.TargetCheck;
import java.util.List;
import java.util.function.UnaryOperator;

/// Reads aliases (RFC 8783 §6.1).
final class TargetReader {

  private static final int PORT_MAX = 65_535;

  private TargetReader() {}

  static Alias alias(Container in) {
    String name = aliasName(in.need("name"));
    var target =
        new Scope(
            in.leafList("target-prefix", TARGETS_MAX, TargetReader::target),
            in.list("target-port-range", "lower-port", TARGETS_MAX, TargetReader::ports),
            in.leafList("target-protocol", TARGETS_MAX, item -> item.number(0, 255)),
            in.leafList("target-fqdn", TARGETS_MAX, TargetReader::fqdn),
            in.leafList("target-uri", TARGETS_MAX, TargetReader::uri),
            List.of());
    var pendingLifetime = in.state("pending-lifetime");
    in.end();
    // RFC 8783 §6.1: at least one of these must be present.
    if (!target.hasTarget()) {
      throw DataRefusedException.at(
          in.path(),
          ErrorTag.MISSING_ATTRIBUTE,
          "expected at least one of target-prefix, target-fqdn and target-uri");
    }
    return new Alias(name, target, pendingLifetime);
  }

  static String aliasName(Node node) {
    return name(node, DataLimits.ALIAS_CHARS_MAX, ScopeNames::alias);
  }

  private static String fqdn(Node node) {
    return name(node, DataLimits.FQDN_CHARS_MAX, ScopeNames::fqdn);
  }

  private static String uri(Node node) {
    return name(node, DataLimits.URI_CHARS_MAX, ScopeNames::uri);
  }

  private static String name(Node node, int charsMax, UnaryOperator<String> check) {
    String text = node.text(charsMax);
    try {
      return check.apply(text);
    } catch (WireException e) {
      throw node.invalid(Printable.escape(String.valueOf(e.getMessage())));
    }
  }

  // RFC 8783 §6.1: broadcast, loopback and multicast addresses are invalid values.
  private static Prefix target(Node node) {
    var prefix = prefix(node);
    try {
      TargetCheck.requireUnicast(prefix);
    } catch (WireException e) {
      throw node.invalid(String.valueOf(e.getMessage()));
    }
    return prefix;
  }

  static Prefix prefix(Node node) {
    String text = node.text(DataLimits.PREFIX_CHARS_MAX);
    try {
      return Prefix.parse(text);
    } catch (IllegalArgumentException e) {
      throw node.invalid(Printable.escape(String.valueOf(e.getMessage())));
    }
  }

  /// RFC 8783 §6.1: only a lower port means a single one.
  private static PortRange ports(Container in) {
    int lower = in.need("lower-port").number(0, PORT_MAX);
    var upper = in.take("upper-port");
    return upper.isEmpty() ? PortRange.of(lower) : range(lower, upper.get());
  }

  static PortRange range(int lower, Node upper) {
    int upperPort = upper.number(0, PORT_MAX);
    if (upperPort < lower) {
      throw upper.invalid("expected at least the lower-port " + lower + ", found " + upperPort);
    }
    return new PortRange(lower, upperPort);
  }
}
