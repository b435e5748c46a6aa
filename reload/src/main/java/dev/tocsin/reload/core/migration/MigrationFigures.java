// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.migration;

/// What a {@link Migration} has seen since it began.
public final class MigrationFigures {

  long brought;
  long there;
  long notTaken;
  long ofOthers;
  long retried;
  long onlyInA;
  long shed;
  long rounds;

  /// Values that B took.
  public long brought() {
    return brought;
  }

  /// Values that B had already, or newer ones.
  public long there() {
    return there;
  }

  /// Writes that an overlay did not take when they were tried; they are tried again.
  public long notTaken() {
    return notTaken;
  }

  /// Values kept here for others that only their owners can sign for B.
  public long ofOthers() {
    return ofOthers;
  }

  /// Questions that were asked of the other overlay, too.
  public long retried() {
    return retried;
  }

  /// Fetches of what B should have had and only A had.
  public long onlyInA() {
    return onlyInA;
  }

  /// What there was no room to remember.
  public long shed() {
    return shed;
  }

  /// How often all that belongs in B was stored there anew.
  public long rounds() {
    return rounds;
  }
}
