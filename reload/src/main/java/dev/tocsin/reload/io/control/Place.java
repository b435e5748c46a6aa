// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.control;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.core.usage.ResourceName;
import dev.tocsin.reload.wire.id.Id;

/// A place on the ring as people write it: the 32 digits of an id, which may be a peer's; the name
/// of a user, whose data lies at its hash; `peer:ID` and `peer:ID/N` for the places where a peer's
/// own data lies. `name:TEXT` is a name in any case.
public record Place(String text) {

  /// Longer names are nobody's.
  private static final int TEXT_MAX = 512;

  private static final String PEER = "peer:";
  private static final String NAME = "name:";

  /// @throws IllegalArgumentException if it is none
  public Place {
    if (text.isEmpty() || text.length() > TEXT_MAX) {
      throw new IllegalArgumentException("a place of " + text.length() + " characters");
    }
    id(text);
  }

  public static Place of(Id id) {
    return new Place(id.toString());
  }

  public Id id() {
    return id(text);
  }

  private static Id id(String text) {
    if (text.startsWith(NAME)) return ResourceName.of(text.substring(NAME.length()));
    if (text.startsWith(PEER)) return ofPeer(text.substring(PEER.length()));
    return isId(text) ? Id.parse(text) : ResourceName.of(text);
  }

  private static boolean isId(String text) {
    return text.matches("[0-9a-fA-F]{32}");
  }

  private static Id ofPeer(String text) {
    int slash = text.indexOf('/');
    var digits = slash < 0 ? text : text.substring(0, slash);
    try {
      var peer = Id.parse(digits);
      return slash < 0
          ? ResourceName.of(peer)
          : ResourceName.of(peer, Integer.parseInt(text.substring(slash + 1)));
    } catch (WireException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "expected peer:ID or peer:ID/NUMBER, found '" + PEER + text + "'", e);
    }
  }
}
