// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.security;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.security.Signature;
import dev.tocsin.reload.wire.security.Signer;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.function.Function;

/// What a node proves itself with: its key, the certificate for it, and which of the certificate's
/// peers it is (R-64: a node for each of them).
public record Credentials(PrivateKey key, PeerCertificate certificate, Id peer) {

  /// How a signature names the certificate.
  public enum Form {
    /// All of it is in the signature: anybody can check it.
    CERTIFICATE,
    /// By its peer-id: whoever checks it has it already, or fetches it.
    PEER,
    /// By the name of its first user.
    USER
  }

  public Credentials {
    if (!certificate.isOf(peer)) {
      throw new IllegalArgumentException(certificate + " is not of peer " + peer);
    }
  }

  /// How this node's signatures name it.
  ///
  /// @throws IllegalStateException if the certificate has no user and is to be named by one
  public Signer signer(Form form) {
    return switch (form) {
      case CERTIFICATE -> new Signer.Certificate(certificate.der());
      case PEER -> new Signer.Peer(peer);
      case USER -> {
        if (certificate.users().isEmpty()) {
          throw new IllegalStateException(certificate + " has no user");
        }
        yield new Signer.User(certificate.users().getFirst());
      }
    };
  }

  /// @param input what is signed by this signer
  // algorithm 2, PKCS #1 version 1.5.
  Signature sign(Form form, Function<Signer, byte[]> input) {
    var signer = signer(form);
    try {
      var signature = java.security.Signature.getInstance(Signatures.SHA256);
      signature.initSign(key);
      signature.update(input.apply(signer));
      var value = Bytes.owning(signature.sign());
      return new Signature(Signature.Algorithm.RSA_SHA256, value, signer);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key that has a certificate signs", e);
    }
  }

  /// Never the key.
  @Override
  public String toString() {
    return "Credentials[" + certificate + ", peer=" + peer + "]";
  }
}
