// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.base.config.ConfigException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals secrets for a store with a key that lies in a file of its own, so that the store alone
/// tells nobody anything: AES-256-GCM with a nonce of its own for each, bound to what it is for.
/// Any thread may use it.
public final class SecretBox {

  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  private SecretBox(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  /// Reads the key. Servers that share a store need the same one.
  ///
  /// @param file mode 0600; anything wider is refused
  /// @throws ConfigException if there is no such file, or it cannot be used
  public static SecretBox open(Path file) {
    KeyFolder.requirePrivate(file);
    var bytes = KeyFolder.read(file, KEY_BYTES);
    if (bytes.length != KEY_BYTES) {
      throw new ConfigException(
          file, "expected a key of " + KEY_BYTES + " bytes, found " + bytes.length);
    }
    return new SecretBox(bytes);
  }

  /// Makes a key where there is none; one that is there is read.
  ///
  /// @throws ConfigException if the file cannot be written or used
  public static SecretBox openOrMake(Path file) {
    if (!Files.exists(file)) {
      var fresh = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(fresh);
      KeyFolder.write(file, fresh, KeyFolder.Access.SECRET, false);
    }
    return open(file);
  }

  /// @param purpose has to be given again to open it
  /// @return base64
  public String seal(String purpose, byte[] secret) {
    var nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      var sealed = cipher(Cipher.ENCRYPT_MODE, nonce, purpose).doFinal(secret);
      var box = ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed);
      return Base64.getEncoder().encodeToString(box.array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is part of every Java", e);
    }
  }

  /// @throws ConfigException if it was sealed with another key or for another purpose, or is
  ///   damaged; the message holds nothing of the box
  public byte[] open(String purpose, String box) {
    var bytes = decoded(purpose, box);
    if (bytes.length < NONCE_BYTES + TAG_BITS / 8) {
      throw unreadable(purpose, "it is cut off after " + bytes.length + " bytes");
    }
    var nonce = Arrays.copyOf(bytes, NONCE_BYTES);
    try {
      return cipher(Cipher.DECRYPT_MODE, nonce, purpose)
          .doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES);
    } catch (AEADBadTagException e) {
      throw unreadable(purpose, "it was sealed with another key, or is damaged");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is part of every Java", e);
    }
  }

  private static byte[] decoded(String purpose, String box) {
    try {
      return Base64.getDecoder().decode(box);
    } catch (IllegalArgumentException e) {
      throw unreadable(purpose, "it is no base64");
    }
  }

  private static ConfigException unreadable(String purpose, String reason) {
    return new ConfigException("the stored secret of '" + purpose + "' cannot be read: " + reason);
  }

  private Cipher cipher(int mode, byte[] nonce, String purpose) throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(purpose.getBytes(UTF_8));
    return cipher;
  }
}
