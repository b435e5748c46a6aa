// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.storage;

import dev.tocsin.reload.core.security.Proof;
import dev.tocsin.reload.core.usage.CertificateStore;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.wire.data.KindQuery;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response.Answer;
import java.time.Instant;
import java.util.stream.Collectors;

/// Whether fetched values are to be believed: whoever stores them can lose them, but not make them.
public record FetchCheck(Kinds kinds, ValueCheck check) {

  private static final Proof RIGHT = new Proof.NotNeeded();

  /// @return what is wrong with the first that is not right; otherwise that no more is needed
  public Proof check(Request.Fetch request, Answer.Fetched fetched, Instant now) {
    var asked = request.kinds().stream().map(KindQuery::kind).collect(Collectors.toSet());
    fetched.kinds().forEach(kind -> learn(kind, now));
    for (var values : fetched.kinds()) {
      var kind = kinds.kind(values.kind());
      if (kind.isEmpty() || !asked.contains(values.kind())) {
        return new Proof.Refused(FailureCode.FORBIDDEN, "values of a kind that nobody asked for");
      }
      for (var value : values.values()) {
        // Nobody signs that something does not exist.
        if (!value.entry().value().exists()) continue;
        var proof = check.check(request.resource(), kind.get(), value, now);
        if (proof instanceof Proof.Missing || proof instanceof Proof.Refused) return proof;
      }
    }
    return RIGHT;
  }

  // FE-4: the certificate that proves a value may come along with it.
  private void learn(KindValues values, Instant now) {
    if (values.kind() != CertificateStore.KIND) return;
    for (var value : values.values()) {
      var bytes = value.entry().value().bytes();
      if (!bytes.isEmpty()) check.security().learn(bytes, now);
    }
  }

  /// Certificates that were asked for prove themselves, whoever answered.
  public void learn(Answer.Fetched fetched, Instant now) {
    fetched.kinds().forEach(kind -> learn(kind, now));
  }
}
