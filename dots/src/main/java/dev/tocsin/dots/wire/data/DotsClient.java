// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data;

import java.util.List;
import java.util.Optional;

/// A registered client with all that is bound to it (RFC 8783 §4.1, `dots-client`).
///
/// @param cdid set by a gateway of the server's domain, and never told to a client
/// @param acls in the order in which they are tried
public record DotsClient(String cuid, Optional<String> cdid, List<Alias> aliases, List<Acl> acls) {

  public static final int CUID_CHARS_MAX = 250;

  public DotsClient {
    if (!isCuid(cuid)) throw new IllegalArgumentException("not a cuid");
    aliases = List.copyOf(aliases);
    acls = List.copyOf(acls);
  }

  public DotsClient(String cuid) {
    this(cuid, Optional.empty(), List.of(), List.of());
  }

  /// RFC 8783 §5.1: the same as on the signal channel, where it stands in one Uri-Path option.
  public static boolean isCuid(String text) {
    return !text.isEmpty()
        && text.length() <= CUID_CHARS_MAX
        && text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '/');
  }
}
