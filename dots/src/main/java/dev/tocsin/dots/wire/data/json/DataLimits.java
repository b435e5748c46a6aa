// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.json;

/// What is read at most.
///
/// @param bytesMax of a body; more is 413
/// @param aliasesMax in one body
/// @param aclsMax in one body
/// @param acesMax in one ACL
public record DataLimits(int bytesMax, int aliasesMax, int aclsMax, int acesMax) {

  /// A request: room for ten thousand aliases at once.
  public static final DataLimits REQUEST = new DataLimits(4 << 20, 10_000, 10_000, 10_000);

  /// An answer: all that a domain may have.
  public static final DataLimits ANSWER = new DataLimits(64 << 20, 200_000, 200_000, 200_000);

  /// Entries of one list of targets, as on the signal channel.
  static final int TARGETS_MAX = 256;

  /// Clients in one body.
  static final int CLIENTS_MAX = 10_000;

  /// The tree is ten levels deep.
  static final int DEPTH_MAX = 24;

  /// Of any text and of any name, before anybody knows what it is for.
  static final int STRING_CHARS_MAX = 8192;

  static final int NAME_CHARS_MAX = 256;

  /// An alias is used on the signal channel, where a name has at most so many bytes.
  static final int ALIAS_CHARS_MAX = 255;

  static final int PREFIX_CHARS_MAX = 64;

  static final int FQDN_CHARS_MAX = 254;

  static final int URI_CHARS_MAX = 1024;

  /// RFC 8519 §4.2 has no bound; this is more than a header and an IPv6 packet's first bytes.
  static final int REST_OF_HEADER_BYTES_MAX = 1280;
}
