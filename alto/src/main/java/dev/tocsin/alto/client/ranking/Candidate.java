// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.ranking;

import dev.tocsin.alto.wire.TypedAddress;
import dev.tocsin.base.net.Prefix;

/// One that could be chosen: an address, or a prefix that stands for its addresses.
///
/// @param text as whoever asks calls it
public record Candidate(String text, Prefix prefix) {

  /// Reads `192.0.2.1`, `2001:db8::1`, a prefix, or any of these as ALTO writes it
  /// (`ipv4:192.0.2.1`).
  ///
  /// @throws IllegalArgumentException if it is none of them
  public static Candidate parse(String text) {
    var typed = TypedAddress.parse(text);
    if (typed.isPresent()) return new Candidate(text, typed.get().prefix());
    try {
      return new Candidate(text, Prefix.parse(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "expected an address or a prefix, found '" + text + "': " + e.getMessage());
    }
  }

  /// As a request spells it (RFC 7285 §10.4.5).
  public TypedAddress typed() {
    return typed(prefix);
  }

  static TypedAddress typed(Prefix prefix) {
    var text = prefix.toString();
    if (prefix.isSingleAddress()) text = text.substring(0, text.indexOf('/'));
    return new TypedAddress(TypedAddress.typeOf(prefix) + ":" + text, prefix);
  }
}
