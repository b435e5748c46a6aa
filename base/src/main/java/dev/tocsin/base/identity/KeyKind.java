// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;

/// The key pairs we make. RSA is for peers that know nothing newer.
public enum KeyKind {
  P256,
  RSA3072;

  /// A new key pair from the system's secure random source.
  public KeyPair generate() {
    try {
      var generator = KeyPairGenerator.getInstance(this == P256 ? "EC" : "RSA");
      generator.initialize(
          switch (this) {
            case P256 -> new ECGenParameterSpec("secp256r1");
            case RSA3072 -> new RSAKeyGenParameterSpec(3072, RSAKeyGenParameterSpec.F4);
          });
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot make " + this + " keys", e);
    }
  }
}
