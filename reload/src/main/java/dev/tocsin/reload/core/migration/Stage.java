// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.migration;

/// How far the move from overlay A to overlay B is, as the overlay's document says. Peers
/// learn of a stage at different moments: they get along as long as no two of them are more than
/// one stage apart.
public enum Stage {
  /// No move has begun.
  ONLY_A,
  /// Stage 1, MI-1: "All data is written to both but queries only go to A."
  WRITE_BOTH,
  /// Stage 2, MI-2: "FETCH requests are done with P2P Network B"; what is sent to peers goes there
  /// first, too.
  READ_B,
  /// Stage 3, MI-3: "only P2P Network B is in use".
  ONLY_B;

  /// @param number as the document has it, 0 if it names no stage
  public static Stage of(int number) {
    if (number < 0 || number >= values().length) {
      throw new IllegalArgumentException("stage " + number);
    }
    return values()[number];
  }

  /// The overlay that answers questions, and whose word counts where both are written.
  public Side asked() {
    return switch (this) {
      case ONLY_A, WRITE_BOTH -> Side.A;
      case READ_B, ONLY_B -> Side.B;
    };
  }

  public boolean writes(Side side) {
    return switch (this) {
      case ONLY_A -> side == Side.A;
      case WRITE_BOTH, READ_B -> true;
      case ONLY_B -> side == Side.B;
    };
  }
}
