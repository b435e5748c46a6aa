// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.cbor;

import java.util.List;

/// One row of the key tables: the number that stands in CBOR, the name that stands in JSON, and how
/// the value is written.
///
/// @param form the value, or each element of it if it is a list
/// @param labels names of an enumeration's values from 1 on; empty for all other forms
public record CborKey(int number, String name, Form form, boolean isList, List<String> labels) {

  /// How a value looks in CBOR and in JSON (RFC 9132 Table 5, after RFC 7951).
  public enum Form {
    MAP,
    TEXT,
    /// A JSON number.
    NUMBER,
    /// 64 bits, in JSON a string.
    COUNTER,
    /// Tag 4 with two digits behind the point, in JSON a string.
    DECIMAL,
    BOOLEAN,
    /// A number in CBOR, its label in JSON.
    ENUMERATION
  }

  public CborKey {
    labels = List.copyOf(labels);
  }

  /// RFC 9132 §10.6.1.1 Table 8: an agent that does not know such a key cannot process the message.
  public static boolean isComprehensionRequired(long number) {
    return (number >= 1 && number <= 127) || (number >= 256 && number <= 16_383);
  }

  /// The name without its YANG module.
  public String localName() {
    return name.substring(name.indexOf(':') + 1);
  }

  /// For messages: `target-prefix (6)`.
  @Override
  public String toString() {
    return localName() + " (" + number + ")";
  }
}
