// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.agent;

import dev.tocsin.dots.core.client.ClientReply;
import dev.tocsin.dots.wire.ConflictInformation;
import dev.tocsin.dots.wire.MitigationStatus;
import dev.tocsin.dots.wire.SignalResponse;
import dev.tocsin.dots.wire.SignalResponse.Body;
import java.util.Optional;

/// Reads out of an answer why a server refuses.
final class Refusals {

  private Refusals() {}

  static ClientReply.Refused reply(SignalResponse response) {
    return new ClientReply.Refused(Optional.of(response.code().toString()), reason(response));
  }

  static String reason(SignalResponse response) {
    return switch (response.body()) {
      case Body.Diagnostic(var text) -> text;
      case Body.Mitigations _ ->
          conflict(response).map(Refusals::inWords).orElse("no reason given");
      case Body.Redirect(var server, _) -> "use " + server;
      case Body.Empty _, Body.Configuration _ -> "no reason given";
    };
  }

  static Optional<ConflictInformation> conflict(SignalResponse response) {
    if (!(response.body() instanceof Body.Mitigations(var all))) return Optional.empty();
    return all.stream().map(MitigationStatus::conflict).flatMap(Optional::stream).findFirst();
  }

  private static String inWords(ConflictInformation conflict) {
    var words = new StringBuilder("conflict");
    conflict.cause().ifPresent(cause -> words.append(": ").append(cause.label()));
    conflict.mid().ifPresent(mid -> words.append(" with mid ").append(mid));
    conflict.scope().ifPresent(scope -> words.append(" in ").append(scope.prefixes()));
    conflict.acls().forEach(acl -> words.append(" with ACL ").append(acl.name()));
    conflict
        .retryTimerSeconds()
        .ifPresent(s -> words.append(", not before ").append(s).append(" s"));
    return words.toString();
  }
}
