// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.http.digest;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Nonces of HTTP Digest (RFC 7616 §5.4): told to anybody without being remembered, since they
/// carry their time and a proof that they are ours; remembered once a user has answered one, so
/// that no answer counts twice.
final class Nonces {

  private static final int KEY_BYTES = 32;
  private static final int RANDOM_BYTES = 8;
  private static final int PROOF_BYTES = 16;
  private static final int BYTES = Long.BYTES + RANDOM_BYTES + PROOF_BYTES;
  private static final int USED_MAX = 10_000;
  private static final int WINDOW = Long.SIZE;

  private final SecureRandom random = new SecureRandom();
  private final byte[] key = new byte[KEY_BYTES];
  private final long lifeMillis;
  private final Map<String, Counts> used =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Counts> eldest) {
          return size() > USED_MAX;
        }
      };
  // A nonce as old as this was used and is forgotten, or may have been.
  private long forgottenMillis = Long.MIN_VALUE;

  /// Which counts of a nonce were used: the highest, and a bit for each of those below it.
  private static final class Counts {
    long highest;
    long below;

    boolean use(long count) {
      if (count > highest) {
        long ahead = count - highest;
        below = ahead >= WINDOW ? 0 : below << ahead | 1L << ahead - 1;
        if (highest == 0) below = 0;
        highest = count;
        return true;
      }
      long behind = highest - count;
      if (behind == 0 || behind > WINDOW) return false;
      long bit = 1L << behind - 1;
      if ((below & bit) != 0) return false;
      below |= bit;
      return true;
    }
  }

  Nonces(long lifeMillis) {
    this.lifeMillis = lifeMillis;
    random.nextBytes(key);
  }

  String next(long nowMillis) {
    var bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    var nonce = ByteBuffer.allocate(BYTES).putLong(nowMillis).put(bytes);
    nonce.put(proof(nonce.array()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(nonce.array());
  }

  /// Whether it is ours and not too old.
  boolean isFresh(String nonce, long nowMillis) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(nonce);
    } catch (IllegalArgumentException e) {
      return false;
    }
    if (bytes.length != BYTES) return false;
    var proof = new byte[PROOF_BYTES];
    System.arraycopy(bytes, BYTES - PROOF_BYTES, proof, 0, PROOF_BYTES);
    if (!MessageDigest.isEqual(proof, proof(bytes))) return false;
    long age = nowMillis - ByteBuffer.wrap(bytes).getLong();
    return age >= 0 && age <= lifeMillis;
  }

  /// Counts an answer that was right.
  ///
  /// @return false if this count was used already, or may have been
  synchronized boolean use(String nonce, long count) {
    var counts = used.get(nonce);
    if (counts == null) {
      long made = ByteBuffer.wrap(Base64.getUrlDecoder().decode(nonce)).getLong();
      if (made <= forgottenMillis) return false;
      if (used.size() == USED_MAX) {
        var eldest = used.keySet().iterator().next();
        long time = ByteBuffer.wrap(Base64.getUrlDecoder().decode(eldest)).getLong();
        forgottenMillis = Math.max(forgottenMillis, time);
      }
      counts = new Counts();
      used.put(nonce, counts);
    }
    return counts.use(count);
  }

  private byte[] proof(byte[] nonce) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      mac.update(nonce, 0, Long.BYTES + RANDOM_BYTES);
      var proof = new byte[PROOF_BYTES];
      System.arraycopy(mac.doFinal(), 0, proof, 0, PROOF_BYTES);
      return proof;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC with SHA-256", e);
    }
  }
}
