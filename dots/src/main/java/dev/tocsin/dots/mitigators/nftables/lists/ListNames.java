// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables.lists;

import dev.tocsin.dots.core.mitigation.FilterKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What lists are called in the kernel: customers choose names that nft has no letters for, and
/// what is called after its content need not be read to be known.
final class ListNames {

  private static final int KEY_DIGITS = 24;
  private static final int PART_DIGITS = 16;

  private ListNames() {}

  static String client(FilterKey key) {
    return "k" + hash(KEY_DIGITS, key.domain(), key.cuid());
  }

  static String key(FilterKey key) {
    return hash(KEY_DIGITS, key.domain(), key.cuid(), key.acl());
  }

  static String part(String text) {
    return hash(PART_DIGITS, text);
  }

  private static String hash(int digits, String... parts) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (var part : parts) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, digits);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
