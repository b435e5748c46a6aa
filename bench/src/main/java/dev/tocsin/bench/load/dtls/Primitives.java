// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load.dtls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The cryptography that all sessions of one thread share. Its random values are not secret: it
/// guards nothing.
final class Primitives {

  private static final String HMAC = "HmacSHA256";
  private static final int HASH_BYTES = 32;

  private final RandomGenerator random = RandomGenerator.getDefault();
  private final MessageDigest sha256;
  private final Mac hmac;
  private final Signature ecdsa;

  Primitives() {
    try {
      // The JDK's own, which has the processor's instructions and no way to native code.
      sha256 = MessageDigest.getInstance("SHA-256", "SUN");
      hmac = Mac.getInstance(HMAC);
      ecdsa = Signature.getInstance("SHA256withECDSA");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  byte[] random(int bytes) {
    var value = new byte[bytes];
    random.nextBytes(value);
    return value;
  }

  byte[] hash(byte[] data, int length) {
    sha256.update(data, 0, length);
    return sha256.digest();
  }

  /// RFC 5246 §5: PRF(secret, label, seed) = P_SHA256(secret, label + seed).
  byte[] derive(byte[] secret, String label, byte[] seed, int bytes) {
    try {
      hmac.init(new SecretKeySpec(secret, HMAC));
      var named = Arrays.copyOf(label.getBytes(US_ASCII), label.length() + seed.length);
      System.arraycopy(seed, 0, named, label.length(), seed.length);
      var derived = new byte[(bytes + HASH_BYTES - 1) / HASH_BYTES * HASH_BYTES];
      byte[] round = named;
      for (int at = 0; at < bytes; at += HASH_BYTES) {
        round = hmac.doFinal(round);
        hmac.update(round);
        hmac.update(named);
        hmac.doFinal(derived, at);
      }
      return Arrays.copyOf(derived, bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  byte[] sign(PrivateKey key, byte[] data, int length) {
    try {
      ecdsa.initSign(key);
      ecdsa.update(data, 0, length);
      return ecdsa.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the generator's key cannot sign", e);
    }
  }
}
