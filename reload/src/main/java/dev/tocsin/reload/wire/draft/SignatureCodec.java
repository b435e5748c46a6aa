// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.draft;

import dev.tocsin.base.bytes.ByteReader;
import dev.tocsin.base.bytes.ByteWriter;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.wire.security.Signature;
import dev.tocsin.reload.wire.security.Signer;
import java.util.Optional;

/// Signatures and who made them (SI-1).
final class SignatureCodec {

  private static final int RSA_SHA1 = 1;
  private static final int RSA_SHA256 = 2;
  private static final int PEER = 1;
  private static final int NAME = 2;
  private static final int CERTIFICATE = 3;

  private SignatureCodec() {}

  static void write(ByteWriter out, Signature signature) {
    out.u8(
        switch (signature.algorithm()) {
          case RSA_SHA1 -> SignatureCodec.RSA_SHA1;
          case RSA_SHA256 -> SignatureCodec.RSA_SHA256;
        });
    Fields.opaque(out, signature.value());
    write(out, signature.signer());
  }

  static void write(ByteWriter out, Signer signer) {
    switch (signer) {
      case Signer.Peer(var id) -> out.u8(PEER).bytes(id.bytes());
      case Signer.User(var name) -> Fields.text(out.u8(NAME), name);
      case Signer.Certificate(var der) -> Fields.opaque(out.u8(CERTIFICATE), der);
    }
  }

  /// nothing at all where there is no signature; otherwise all that is left.
  static Optional<Signature> readRest(ByteReader in) {
    if (!in.hasNext()) return Optional.empty();
    int number = in.u8("signature algorithm");
    var algorithm =
        switch (number) {
          case RSA_SHA1 -> Signature.Algorithm.RSA_SHA1;
          case RSA_SHA256 -> Signature.Algorithm.RSA_SHA256;
          default -> throw new WireException("a signature algorithm is 1 or 2, not " + number);
        };
    var value = Fields.opaque(in, "signature");
    var signature = new Signature(algorithm, value, signer(in));
    in.end("the signature");
    return Optional.of(signature);
  }

  private static Signer signer(ByteReader in) {
    int type = in.u8("signer");
    return switch (type) {
      case PEER -> new Signer.Peer(Fields.id(in, "signing peer"));
      case NAME -> new Signer.User(Fields.text(in, "signing user"));
      case CERTIFICATE -> new Signer.Certificate(Fields.opaque(in, "signing certificate"));
      default -> throw new WireException("a signer is 1, 2 or 3, not " + type);
    };
  }
}
