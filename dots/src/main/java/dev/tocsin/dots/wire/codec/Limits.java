// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.codec;

/// What is accepted at most. A request that fits one datagram stays far below all of these; they
/// bound what blockwise transfer and TCP can bring.
final class Limits {

  /// Bytes of a request's body; more is answered with 4.13.
  static final int REQUEST_BYTES_MAX = 32_768;

  /// Bytes of a response's body: all mitigations of a client may be in it.
  static final int RESPONSE_BYTES_MAX = 1 << 20;

  /// Entries of one list in a scope.
  static final int LIST_MAX = 256;

  /// Mitigations in one response.
  static final int MITIGATIONS_MAX = 10_000;

  /// An IPv6 prefix in its longest notation is 49 characters.
  static final int PREFIX_BYTES_MAX = 64;

  /// RFC 1035 §2.3.4: 253 characters, and a dot at the end.
  static final int NAME_BYTES_MAX = 254;

  static final int URI_BYTES_MAX = 1024;

  static final int ALIAS_BYTES_MAX = 255;

  /// RFC 7252 §5.10: a Uri-Path option holds at most 255 bytes.
  static final int CUID_CHARS_MAX = 250;

  /// A diagnostic has to fit one datagram with room to spare.
  static final int DIAGNOSTIC_BYTES_MAX = 900;

  private Limits() {}
}
