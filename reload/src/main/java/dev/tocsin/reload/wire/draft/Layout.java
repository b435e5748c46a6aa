// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.draft;

/// Where the fields of the forwarding header stand.
final class Layout {

  // "RELO", without the high bit that RFC 6940 sets.
  static final int TOKEN = 0x52454c4f;

  static final int OVERLAY_AT = 4;
  static final int TTL_AT = 8;
  static final int ROUTING_AT = 9;
  static final int FRAGMENT_AT = 10;
  static final int VERSION_AT = 12;
  static final int LENGTH_AT = 13;
  static final int TRANSACTION_AT = 16;
  static final int ROUTE_COUNT_AT = 24;
  static final int VIA_COUNT_AT = 25;
  static final int FLAGS_AT = 26;
  static final int FIXED_BYTES = 28;

  // EXP is the high bit.
  static final int VERSION = 1;
  static final int FRAGMENT_BIT = 0x8000;
  static final int LAST_BIT = 0x4000;
  static final int OFFSET_MASK = 0x3fff;
  //
  static final int OFFSET_UNIT = 8;
  static final int FRAGMENT_BYTES_MIN = 256;
  static final int ROUTE_LOG_FLAG = 1;
  static final int LENGTH_MAX = 0xff_ffff;

  /// Lists and texts behind a count of two bytes.
  static final int VECTOR_MAX = 65_000;

  private Layout() {}
}
