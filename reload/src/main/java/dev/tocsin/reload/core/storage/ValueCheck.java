// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.storage;

import dev.tocsin.reload.core.security.MessageSecurity;
import dev.tocsin.reload.core.security.Proof;
import dev.tocsin.reload.core.usage.Kind;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.Model;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.FailureCode;
import java.time.Instant;

/// Whether a value may be where it is: asked by who is to keep it and by who fetched it.
public record ValueCheck(MessageSecurity security) {

  // SO-4: the form, then the signature, then whether its credential may.
  public Proof check(Id resource, Kind kind, StoredValue value, Instant now) {
    if (model(value.entry()) != kind.model()) {
      return refused("values of " + kind.name() + " are of another form");
    }
    // SE-2.
    int bytes = value.entry().value().bytes().length();
    if (bytes > kind.limits().valueBytesMax()) {
      return refused(
          "a value of %d bytes, %s takes %d"
              .formatted(bytes, kind.name(), kind.limits().valueBytesMax()));
    }
    if (value.entry() instanceof Entry.Keyed(var key, _)
        && key.length() > kind.limits().keyBytesMax()) {
      return refused(
          "a key of %d bytes, %s takes %d"
              .formatted(key.length(), kind.name(), kind.limits().keyBytesMax()));
    }
    var proof = security.proof(resource, kind.number(), value, now);
    if (!(proof instanceof Proof.Proved(var certificate))) return proof;
    return kind.rules()
        .access()
        .refusal(certificate, resource, value.entry())
        .map(ValueCheck::refused)
        .orElse(proof);
  }

  private static Proof refused(String detail) {
    return new Proof.Refused(FailureCode.FORBIDDEN, detail);
  }

  private static Model model(Entry entry) {
    return switch (entry) {
      case Entry.Single _ -> Model.SINGLE;
      case Entry.Indexed _ -> Model.ARRAY;
      case Entry.Keyed _ -> Model.DICTIONARY;
    };
  }
}
