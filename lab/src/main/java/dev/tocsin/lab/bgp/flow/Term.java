// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab.bgp.flow;

/// One operator and its value (RFC 8955 §4.2.1).
///
/// @param and whether it must hold together with the one before; otherwise either may
/// @param operator its three lowest bits, as on the wire
/// @param value as large as four octets can say
record Term(boolean and, int operator, long value) {

  static final int LESS = 4;
  static final int GREATER = 2;
  static final int EQUAL = 1;

  static final int NOT = 2;
  static final int MATCH = 1;

  /// Whether a number fulfils it (RFC 8955 §4.2.1.1).
  boolean holdsForNumber(long number) {
    return (operator & LESS) != 0 && number < value
        || (operator & GREATER) != 0 && number > value
        || (operator & EQUAL) != 0 && number == value;
  }

  /// Whether bits fulfil it (RFC 8955 §4.2.1.2): all of them where it matches, otherwise any.
  boolean holdsForBits(long bits) {
    boolean holds = (operator & MATCH) != 0 ? (bits & value) == value : (bits & value) != 0;
    return holds != ((operator & NOT) != 0);
  }
}
