// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.config;

import dev.tocsin.base.bytes.WireException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// What an enrolment server publishes about its overlays, in XML: all that a node has to know to
/// join one, besides its credentials.
///
/// @param overlays at least one, each under another name
public record OverlayDocument(List<OverlayConfiguration> overlays) {

  public static final String MEDIA_TYPE = "application/p2p-overlay+xml";
  public static final String NAMESPACE = "urn:ietf:params:xml:ns:p2p:overlay";

  /// Longer documents are not read.
  public static final int BYTES_MAX = 1 << 20;

  private static final int OVERLAYS_MAX = 64;

  public OverlayDocument {
    overlays = List.copyOf(overlays);
    if (overlays.isEmpty()) throw new IllegalArgumentException("expected an overlay, found none");
    Texts.atMost(OVERLAYS_MAX, "overlays", overlays);
    var names = new HashSet<String>();
    for (var overlay : overlays) {
      if (!names.add(overlay.name())) {
        throw new IllegalArgumentException("two overlays are named '" + overlay.name() + "'");
      }
    }
    for (var overlay : overlays) overlay.migration().ifPresent(move -> check(overlay, move, names));
  }

  /// A document of one overlay.
  public static OverlayDocument of(OverlayConfiguration overlay) {
    return new OverlayDocument(List.of(overlay));
  }

  private static void check(OverlayConfiguration from, Migration migration, HashSet<String> names) {
    if (migration.to().equals(from.name()) || !names.contains(migration.to())) {
      throw new IllegalArgumentException(
          "overlay '%s' migrates to '%s', which is no other overlay of this document"
              .formatted(from.name(), migration.to()));
    }
  }

  /// The overlay of a name, which is compared as it is written.
  public Optional<OverlayConfiguration> overlay(String name) {
    return overlays.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /// Reads a document whose own declaration says how it is encoded; without one it is UTF-8.
  ///
  /// @throws WireException naming a line and what was expected there
  public static OverlayDocument read(byte[] document) {
    return read(document, Optional.empty());
  }

  /// Reads the body of an HTTP answer.
  ///
  /// @param charset the parameter of its media type, which wins over the declaration
  /// @throws WireException naming a line and what was expected there
  public static OverlayDocument read(byte[] document, Optional<String> charset) {
    if (document.length > BYTES_MAX) {
      throw new WireException(
          "expected a document of at most " + BYTES_MAX + " bytes, found " + document.length);
    }
    return OverlayReader.read(Encoding.decoded(document, charset));
  }

  /// As UTF-8, in lines for people.
  public byte[] write() {
    return OverlayWriter.write(this);
  }
}
