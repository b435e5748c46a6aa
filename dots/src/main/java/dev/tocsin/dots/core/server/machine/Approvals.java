// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.server.Consent;
import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.OperatorAnswer;
import dev.tocsin.dots.core.server.OperatorAnswer.Shown;
import dev.tocsin.dots.core.server.OperatorRequest;
import dev.tocsin.dots.core.server.ledger.Decision;
import dev.tocsin.dots.core.server.ledger.Live;
import dev.tocsin.dots.wire.MitigationState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the server's operator decides about mitigations that wait for it.
final class Approvals {

  private final Mitigations.Parts parts;

  Approvals(Mitigations.Parts parts) {
    this.parts = parts;
  }

  void handle(ExchangeId exchange, OperatorRequest request, Instant now, Decision decision) {
    var answer =
        switch (request) {
          case OperatorRequest.Show(var waitingOnly, var max) -> show(waitingOnly, max);
          case OperatorRequest.Approve(var key, var by) -> approve(key, by, now, decision);
          case OperatorRequest.Refuse refuse -> refuse(refuse, now, decision);
        };
    decision.answerOperator(exchange, answer);
  }

  private OperatorAnswer show(boolean waitingOnly, int max) {
    var all =
        parts.ledger().lives().stream()
            .filter(live -> !waitingOnly || live.awaitsConsent())
            .toList();
    var shown = all.stream().limit(max).map(Approvals::shown).toList();
    return new OperatorAnswer.Mitigations(shown, all.size() - shown.size());
  }

  private static Shown shown(Live live) {
    var enabledBy =
        live.assigned.stream()
            .filter(each -> each.enabled != null)
            .map(Live.Assignment::mitigator)
            .toList();
    return new Shown(live.record(), live.status(), enabledBy, live.book().isDryRun());
  }

  private OperatorAnswer approve(MitigationKey key, String by, Instant now, Decision decision) {
    var live = parts.ledger().live(key);
    var problem = problem(live, key);
    if (live == null || problem.isPresent()) return problem.orElseThrow();
    boolean isHeld = live.isHeld();
    parts.ledger().change(live, live.record().with(new Consent.Given(by, now)), decision);
    decision.audit("approve", live.client(), "mid " + key.mid() + " by " + by);
    // What only waits for a lost signal has its consent beforehand.
    if (!isHeld) return new OperatorAnswer.Done();
    for (var old : replacedBy(live)) {
      decision.audit("replace", live.client(), "mid " + old.key().mid());
      parts.withdrawals().finish(old, MitigationState.TERMINATED, now, decision);
    }
    parts.activation().approved(live, now, decision);
    return new OperatorAnswer.Done();
  }

  /// RFC 9132 §4.4.1.3: the highest mid of overlapping requests of one type overrides; it was put
  /// off as long as a person had not agreed.
  private static List<Live> replacedBy(Live live) {
    return live.book()
        .index
        .overlapping(
            live.asked().covered(),
            other ->
                other.client() == live.client()
                    && other.isPreconfigured() == live.isPreconfigured()
                    && other.key().mid() < live.key().mid());
  }

  /// RFC 9132 Table 3: status 7, withdrawn by the server, is the last that its client sees.
  private OperatorAnswer refuse(OperatorRequest.Refuse refuse, Instant now, Decision decision) {
    var live = parts.ledger().live(refuse.key());
    var problem = problem(live, refuse.key());
    if (live == null || problem.isPresent()) return problem.orElseThrow();
    var why = refuse.reason().isEmpty() ? "" : ": " + refuse.reason();
    decision.audit(
        "disapprove", live.client(), "mid " + refuse.key().mid() + " by " + refuse.by() + why);
    parts.withdrawals().finish(live, MitigationState.WITHDRAWN, now, decision);
    return new OperatorAnswer.Done();
  }

  private static Optional<OperatorAnswer> problem(@Nullable Live live, MitigationKey key) {
    if (live == null) {
      return Optional.of(new OperatorAnswer.Impossible("there is no mitigation " + key));
    }
    return switch (live.record().consent()) {
      case Consent.Awaited _ -> Optional.empty();
      case Consent.NotNeeded _ ->
          Optional.of(new OperatorAnswer.Impossible(key + " needs no approval"));
      case Consent.Given(var by, _) ->
          Optional.of(new OperatorAnswer.Impossible(key + " was approved by " + by));
    };
  }
}
