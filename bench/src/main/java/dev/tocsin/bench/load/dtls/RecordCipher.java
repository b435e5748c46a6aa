// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load.dtls;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// AES-128-GCM over the records of one direction of one session (RFC 5288).
final class RecordCipher {

  static final int KEY_BYTES = 16;
  static final int SALT_BYTES = 4;

  private static final int TAG_BITS = 128;
  private static final int TAG_BYTES = TAG_BITS / 8;
  private static final int EXPLICIT_BYTES = 8;
  private static final int OVERHEAD_BYTES = EXPLICIT_BYTES + TAG_BYTES;
  private static final int VERSION = 0xFEFD;

  private final int mode;
  private final Cipher gcm;
  private final SecretKeySpec key;
  private final byte[] nonce;
  private final ByteBuffer header = ByteBuffer.allocate(13);

  /// @param mode {@link Cipher#ENCRYPT_MODE} or {@link Cipher#DECRYPT_MODE}
  /// @param keys where both directions' keys stand
  RecordCipher(int mode, byte[] keys, int keyAt, int saltAt) {
    this.mode = mode;
    key = new SecretKeySpec(keys, keyAt, KEY_BYTES, "AES");
    nonce = Arrays.copyOf(Arrays.copyOfRange(keys, saltAt, saltAt + SALT_BYTES), 12);
    try {
      gcm = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What goes after the header of the record: the explicit nonce and the ciphertext.
  ///
  /// @param sequence epoch and sequence number
  byte[] seal(int type, long sequence, byte[] plain) {
    var sealed = new byte[plain.length + OVERHEAD_BYTES];
    ByteBuffer.wrap(sealed).putLong(sequence);
    try {
      prepare(type, sequence, sequence, plain.length);
      gcm.doFinal(plain, 0, plain.length, sealed, EXPLICIT_BYTES);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The plaintext; null if these are not the keys that it was sealed with.
  byte @Nullable [] open(int type, long sequence, byte[] sealed) {
    int length = sealed.length - OVERHEAD_BYTES;
    if (length < 0) return null;
    try {
      prepare(type, sequence, ByteBuffer.wrap(sealed).getLong(), length);
      return gcm.doFinal(sealed, EXPLICIT_BYTES, sealed.length - EXPLICIT_BYTES);
    } catch (AEADBadTagException e) {
      // A word of the session before, on the same socket.
      return null;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void prepare(int type, long sequence, long explicit, int length)
      throws GeneralSecurityException {
    ByteBuffer.wrap(nonce).putLong(SALT_BYTES, explicit);
    gcm.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    header.clear();
    header.putLong(sequence).put((byte) type).putShort((short) VERSION).putShort((short) length);
    gcm.updateAAD(header.array());
  }
}
