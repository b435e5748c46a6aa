// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.config;

/// How far an overlay has come on its way to another one, which stands in the same document.
///
/// @param to name of the other overlay
public record Migration(Stage stage, String to) {

  /// MI-1 to MI-3. Their numbers are 1 to 3.
  public enum Stage {
    /// Store in both, ask the old one.
    ASK_OLD,
    /// Store in both, ask the new one, and send over the old one what the new one cannot deliver.
    ASK_NEW,
    /// The old one is no longer needed.
    NEW_ONLY;

    public int number() {
      return ordinal() + 1;
    }

    /// @throws IllegalArgumentException if there is none
    public static Stage of(int number) {
      if (number < 1 || number > values().length) {
        throw new IllegalArgumentException("expected a stage of 1 to 3, found " + number);
      }
      return values()[number - 1];
    }
  }

  public Migration {
    Texts.requireName("a name of an overlay", to);
  }
}
