// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

/// A pre-shared key and the identity under which both ends know it.
public record SharedSecret(String identity, byte[] secret) {

  public SharedSecret {
    if (identity.isEmpty())
      throw new IllegalArgumentException("a pre-shared key needs an identity");
    if (secret.length < 16) {
      throw new IllegalArgumentException(
          "the pre-shared key of '"
              + identity
              + "' has "
              + secret.length
              + " bytes; at least 16 are needed");
    }
    secret = secret.clone();
  }

  @Override
  public byte[] secret() {
    return secret.clone();
  }

  /// Never the secret itself.
  @Override
  public String toString() {
    return "SharedSecret[" + identity + "]";
  }
}
