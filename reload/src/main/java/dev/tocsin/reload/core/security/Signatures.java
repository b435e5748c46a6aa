// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.security;

import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.security.Signature;
import dev.tocsin.reload.wire.security.Signer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Finds out whose a signature is. Primitives come through JCA: from the native provider where that
/// stands first.
final class Signatures {

  static final String SHA256 = "SHA256withRSA";
  private static final String SHA1 = "SHA1withRSA";

  private final CertificateCache certificates;
  private final PeerCertificate own;

  /// @param own which a full cache must not forget
  Signatures(CertificateCache certificates, PeerCertificate own) {
    this.certificates = certificates;
    this.own = own;
  }

  /// @param input what is signed by a signer
  Proof check(Signature signature, Function<Signer, byte[]> input, Instant now) {
    // SI-1, R-13.
    if (signature.algorithm() == Signature.Algorithm.RSA_SHA1
        && !certificates.trust().acceptsSha1()) {
      return new Proof.Refused(FailureCode.FORBIDDEN, "signatures with SHA-1 do not count here");
    }
    return switch (signature.signer()) {
      case Signer.Certificate(var der) ->
          switch (certificates.learn(der, now)) {
            case CertificateCache.Found.Trusted(var certificate) ->
                anyOf(List.of(certificate), signature, input);
            //
            case CertificateCache.Found.Refused(var why) ->
                new Proof.Refused(FailureCode.UNAUTHENTICATED, "the signer's certificate: " + why);
          };
      //
      case Signer.Peer(var id) ->
          anyOf(candidates(certificates.of(id, now), own.isOf(id)), signature, input);
      case Signer.User(var name) ->
          anyOf(
              candidates(certificates.of(name, now), own.users().contains(name)), signature, input);
    };
  }

  private List<PeerCertificate> candidates(List<PeerCertificate> found, boolean isOwn) {
    if (!isOwn || found.contains(own)) return found;
    var all = new ArrayList<>(found);
    all.add(own);
    return all;
  }

  private static Proof anyOf(
      List<PeerCertificate> candidates, Signature signature, Function<Signer, byte[]> input) {
    if (candidates.isEmpty()) return new Proof.Missing(signature.signer());
    var signed = input.apply(signature.signer());
    for (var each : candidates) {
      if (isRight(each, signature, signed)) return new Proof.Proved(each);
    }
    //
    return new Proof.Refused(FailureCode.FORBIDDEN, "the signature is not right");
  }

  private static boolean isRight(PeerCertificate certificate, Signature signature, byte[] signed) {
    var algorithm = signature.algorithm() == Signature.Algorithm.RSA_SHA1 ? SHA1 : SHA256;
    try {
      var check = java.security.Signature.getInstance(algorithm);
      check.initVerify(certificate.certificate().getPublicKey());
      check.update(signed);
      return check.verify(signature.value().toArray());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
