// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.json;

import dev.tocsin.reload.wire.security.Signature;
import dev.tocsin.reload.wire.security.Signer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Signatures and who made them.
final class SignatureJson {

  private SignatureJson() {}

  static Map<String, Object> write(Signature signature) {
    var json = new LinkedHashMap<String, Object>();
    json.put("algorithm", Members.lower(signature.algorithm()));
    json.put("value", signature.value().hex());
    switch (signature.signer()) {
      case Signer.Peer(var id) -> json.put("peer", id.toString());
      case Signer.User(var name) -> json.put("user", name);
      case Signer.Certificate(var der) -> json.put("certificate", der.hex());
    }
    return json;
  }

  static Optional<Signature> read(Members from, String name) {
    if (!from.has(name)) return Optional.empty();
    var in = from.object(name);
    var algorithm = in.word("algorithm", Signature.Algorithm.class, Signature.Algorithm.RSA_SHA256);
    var signature = new Signature(algorithm, in.hex("value"), signer(in));
    in.end();
    return Optional.of(signature);
  }

  private static Signer signer(Members in) {
    boolean isUser = in.has("user");
    boolean isCertificate = in.has("certificate");
    if (isUser) return new Signer.User(in.text("user"));
    if (isCertificate) return new Signer.Certificate(in.hex("certificate"));
    return new Signer.Peer(in.id("peer"));
  }
}
