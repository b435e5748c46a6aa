// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.maps;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// Tags that follow from what they stand for.
final class ContentTag {

  private static final int TAG_BYTES = 16;

  private ContentTag() {}

  static String of(List<NetworkMap.Pid> pids) {
    var digest = sha256();
    for (var pid : pids) {
      digest.update(pid.name().getBytes(StandardCharsets.US_ASCII));
      digest.update((byte) '{');
      for (var prefix : pid.prefixes()) {
        digest.update(prefix.addressBytes());
        digest.update((byte) prefix.length());
      }
      digest.update((byte) '}');
    }
    return HexFormat.of().formatHex(digest.digest(), 0, TAG_BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
