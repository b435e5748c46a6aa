// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.cbor;

/// What kind of item comes next (RFC 8949 §3.1).
public enum CborType {
  UNSIGNED("an unsigned integer"),
  NEGATIVE("a negative integer"),
  BYTES("a byte string"),
  TEXT("a text string"),
  ARRAY("an array"),
  MAP("a map"),
  TAG("a tag"),
  BOOLEAN("true or false"),
  NULL("null"),
  FLOAT("a floating-point number"),
  OTHER("a simple value");

  private final String words;

  CborType(String words) {
    this.words = words;
  }

  /// As it stands in a sentence, with its article.
  @Override
  public String toString() {
    return words;
  }
}
