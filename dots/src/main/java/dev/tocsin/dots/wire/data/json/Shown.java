// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.json;

import dev.tocsin.base.observe.Printable;

/// A stranger's text in a message: short, and harmless for terminals.
final class Shown {

  private static final int CHARS_MAX = 60;

  private Shown() {}

  static String text(String value) {
    return "'" + bare(value) + "'";
  }

  static String bare(String value) {
    return Printable.escape(
        value.length() <= CHARS_MAX ? value : value.substring(0, CHARS_MAX) + "…");
  }
}
