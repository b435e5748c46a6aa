// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import dev.tocsin.dots.core.server.Consent;
import dev.tocsin.dots.core.server.ledger.Book;
import dev.tocsin.dots.core.server.ledger.Live;
import dev.tocsin.dots.core.server.scope.AskedScope;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.Scope;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/// Whether a person has to agree to a mitigation, by its domain's policy.
final class Consents {

  private Consents() {}

  /// @param mitigators who would enforce it; none while that depends on addresses that are not
  ///   known
  static Consent of(
      Book book,
      AskedScope asked,
      MitigationRequest request,
      List<String> mitigators,
      Instant now) {
    var approval = book.domain().policy().admission().approval();
    return approval
        .reason(
            asked.covered().prefixes(),
            request.lifetimeSeconds(),
            mitigators.isEmpty() ? book.mitigators() : mitigators)
        .<Consent>map(reason -> new Consent.Awaited(now, reason))
        .orElseGet(Consent.NotNeeded::new);
  }

  /// As it stands for a mitigation whose mitigators are these now: what is given holds.
  static Consent of(Live live, List<String> mitigators, Instant now) {
    return switch (live.record().consent()) {
      case Consent.NotNeeded _ ->
          of(live.book(), live.asked(), live.record().request(), mitigators, now);
      case Consent.Awaited awaited -> awaited;
      case Consent.Given given -> given;
    };
  }

  /// What was agreed to for a request holds for another one that takes its place and asks for no
  /// more.
  static boolean carriesOver(Live old, AskedScope asked, MitigationRequest request) {
    return old.record().consent() instanceof Consent.Given
        && isWithin(request.lifetimeSeconds(), old.record().request().lifetimeSeconds())
        && isWithin(asked.covered(), old.asked().covered());
  }

  private static boolean isWithin(long seconds, long agreed) {
    if (agreed == MitigationRequest.INDEFINITE) return true;
    return seconds != MitigationRequest.INDEFINITE && seconds <= agreed;
  }

  private static boolean isWithin(Scope scope, Scope agreed) {
    return scope.prefixes().stream()
            .allMatch(each -> agreed.prefixes().stream().anyMatch(wide -> wide.contains(each)))
        && isAmong(scope.ports(), agreed.ports())
        && isAmong(scope.protocols(), agreed.protocols())
        && new HashSet<>(agreed.fqdns()).containsAll(scope.fqdns())
        && new HashSet<>(agreed.uris()).containsAll(scope.uris());
  }

  /// None means any.
  private static <T> boolean isAmong(Collection<T> some, Collection<T> agreed) {
    return agreed.isEmpty() || (!some.isEmpty() && new HashSet<>(agreed).containsAll(some));
  }
}
