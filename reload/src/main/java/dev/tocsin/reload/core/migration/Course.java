// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.migration;

/// Where the move is: what the document says, and what of it can be in force here.
final class Course {

  private final Rings rings;
  private Stage stage = Stage.ONLY_A;

  Course(Rings rings) {
    this.rings = rings;
  }

  Stage stage() {
    return stage;
  }

  /// @return whether it may follow on the one of before
  boolean advance(Stage next) {
    boolean isBack = next == Stage.WRITE_BOTH && stage == Stage.READ_B;
    if (next.compareTo(stage) < 0 && !isBack) return false;
    stage = next;
    return true;
  }

  /// A peer that is not in B yet, or not any more, cannot ask there: A answers for as long as the
  /// peer has it.
  Stage inForce() {
    boolean isWithoutB = !rings.isIn(Side.B) && !rings.isGone(Side.A);
    return isWithoutB && stage != Stage.ONLY_A ? Stage.WRITE_BOTH : stage;
  }

  /// The overlay to ask first.
  Side asked() {
    return inForce().asked();
  }

  /// Whether a question that B did not answer may be asked of A.
  boolean isRetried() {
    return inForce() == Stage.READ_B && rings.isIn(Side.A);
  }

  /// Whether what one overlay took has to be in this one, too; if it is not to be had now, later.
  boolean writes(Side side) {
    return stage.writes(side);
  }

  /// Whether values are still brought from A to B.
  boolean isMoving() {
    return switch (stage) {
      case ONLY_A -> false;
      case WRITE_BOTH, READ_B -> true;
      case ONLY_B -> !rings.isGone(Side.A);
    };
  }
}
