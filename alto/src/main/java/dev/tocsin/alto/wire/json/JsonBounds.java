// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.json;

/// What a reader of JSON takes on from a stranger.
///
/// @param bytesMax of a whole text
/// @param depthMax objects and arrays within each other
/// @param stringCharsMax of one string or name
public record JsonBounds(int bytesMax, int depthMax, int stringCharsMax) {

  /// For requests: 4 MiB hold 100,000 addresses; nothing in ALTO nests deeper than six.
  public static final JsonBounds REQUEST = new JsonBounds(4 << 20, 16, 4_096);

  /// For maps that a server sends: 1 GiB, and property values of any kind.
  public static final JsonBounds RESOURCE = new JsonBounds(1 << 30, 64, 1 << 20);
}
