// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables;

import dev.tocsin.base.net.Prefix;

/// One filter: an element of the sets of its shape. Two mitigations that name the same share it.
///
/// @param protocol 0 where the shape has none
/// @param port lowest of the block of ports, 0 where the shape has none
record Element(Shape shape, Prefix prefix, int protocol, int port) {

  private static final String SEPARATOR = " . ";

  static Element bare(Prefix prefix, Treatment treatment) {
    var shape = new Shape(Shape.Kind.BARE, prefix.isIpv4(), prefix.length(), 0, treatment);
    return new Element(shape, prefix, 0, 0);
  }

  static Element ofProtocol(Prefix prefix, int protocol, Treatment treatment) {
    var shape = new Shape(Shape.Kind.PROTOCOL, prefix.isIpv4(), prefix.length(), 0, treatment);
    return new Element(shape, prefix, protocol, 0);
  }

  static Element ofPorts(Prefix prefix, int protocol, PortBlock ports, Treatment treatment) {
    var shape =
        new Shape(Shape.Kind.PORT, prefix.isIpv4(), prefix.length(), ports.bits(), treatment);
    return new Element(shape, prefix, protocol, ports.lowest());
  }

  /// Elements of different shapes seldom share the rest, and a hundred thousand are looked up at a
  /// restart.
  @Override
  public int hashCode() {
    return 31 * (31 * prefix.hashCode() + protocol) + port;
  }

  /// As nft writes and reads it.
  String key() {
    var text = prefix.toString();
    var slash = text.indexOf('/');
    var address = slash < 0 ? text : text.substring(0, slash);
    return switch (shape.kind()) {
      case BARE -> address;
      case PROTOCOL -> address + " . " + protocol;
      case PORT -> address + " . " + protocol + " . " + port;
    };
  }

  static Element parse(Shape shape, String key) {
    int first = key.indexOf(SEPARATOR);
    var address = first < 0 ? key : key.substring(0, first);
    var prefix = Prefix.parse(address + "/" + shape.length());
    int from = first + SEPARATOR.length();
    return switch (shape.kind()) {
      case BARE -> new Element(shape, prefix, 0, 0);
      case PROTOCOL -> new Element(shape, prefix, number(key, from, key.length()), 0);
      case PORT -> {
        int second = key.indexOf(SEPARATOR, from);
        int port = number(key, second + SEPARATOR.length(), key.length());
        yield new Element(shape, prefix, number(key, from, second), port);
      }
    };
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }
}
