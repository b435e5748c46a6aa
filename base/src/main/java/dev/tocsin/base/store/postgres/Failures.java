// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store.postgres;

/// What a failure of the database says about it.
final class Failures {

  private Failures() {}

  /// Whether this SQLSTATE is about reaching the database rather than about what was asked of it:
  /// connections (08), timeouts and cancelled statements (57, 55P03), too many clients (53).
  static boolean areOfReach(String state) {
    return state.equals("null")
        || state.startsWith("08")
        || state.startsWith("57")
        || state.startsWith("53")
        || state.equals("55P03")
        || state.startsWith("28")
        || state.startsWith("25");
  }
}
