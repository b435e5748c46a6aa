// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// Short names of keys, all from one SHA-256: over the DER SubjectPublicKeyInfo of a certificate or
/// raw public key, or over the UTF-8 identity of a pre-shared key.
public final class Fingerprints {

  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
  private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();

  private Fingerprints() {}

  /// 43 characters of base64url, as {@link PeerIdentity#fingerprint} has it.
  public static String of(PublicKey key) {
    return BASE64URL.encodeToString(sha256(key.getEncoded()));
  }

  /// 43 characters of base64url for the identity of a pre-shared key.
  public static String of(String sharedKeyIdentity) {
    return BASE64URL.encodeToString(sha256(sharedKeyIdentity.getBytes(UTF_8)));
  }

  /// `AB:CD:…`, 32 bytes, for people who compare it over the telephone.
  public static String forPeople(PublicKey key) {
    return COLONS.formatHex(sha256(key.getEncoded()));
  }

  /// The client identifier that a client with this certificate or raw key uses, 22 characters.
  public static String cuid(PublicKey key) {
    return cuid(key.getEncoded());
  }

  /// The client identifier that a client with this pre-shared key identity uses, 22 characters.
  public static String cuid(String sharedKeyIdentity) {
    return cuid(sharedKeyIdentity.getBytes(UTF_8));
  }

  // RFC 9132 §4.4.1.1: the SHA-256 is "truncated to 16 bytes" by stripping the final ones, then
  // base64url encoded without the trailing "=".
  private static String cuid(byte[] input) {
    return BASE64URL.encodeToString(Arrays.copyOf(sha256(input), 16));
  }

  private static byte[] sha256(byte[] input) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(input);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
