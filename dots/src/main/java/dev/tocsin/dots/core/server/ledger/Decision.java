// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.ledger;

import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.server.Change;
import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.ManagementAnswer;
import dev.tocsin.dots.core.server.OperatorAnswer;
import dev.tocsin.dots.core.server.ServerOutput;
import dev.tocsin.dots.core.server.ServerOutput.Answer;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.SignalResponse;
import dev.tocsin.dots.wire.SignalResponse.Body;
import dev.tocsin.dots.wire.data.rest.DataAnswer;
import dev.tocsin.dots.wire.data.rest.DataError;
import dev.tocsin.dots.wire.data.rest.ErrorTag;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// What one input leads to, gathered by all who take part in it: outputs that can go out at once,
/// and one commit with everything that must wait for it.
///
/// Whatever is said on the ground of the state goes behind the commit, even when nothing changes:
/// an earlier change that it rests on may still be on its way to the disk and fail.
public final class Decision {

  private static final String NOT_STORED = "the server cannot store anything at the moment";

  private final List<ServerOutput> now = new ArrayList<>(0);
  private final List<Change> changes = new ArrayList<>(2);
  private final List<Change> undo = new ArrayList<>(2);
  private final List<ServerOutput> then = new ArrayList<>(4);
  private final List<ServerOutput> otherwise = new ArrayList<>(1);
  private final List<ExchangeId> observed = new ArrayList<>(0);
  private final List<MitigationKey> ordered = new ArrayList<>(0);
  private boolean recovering;
  private final OptionalLong retryAfter;

  public Decision(Duration retryAfter) {
    this.retryAfter = OptionalLong.of(retryAfter.toSeconds());
  }

  /// @param restored what makes the state as it was before
  public void change(Change change, Change restored) {
    changes.add(change);
    undo.add(restored);
  }

  /// What rests on nothing that could fail.
  public void now(ServerOutput output) {
    now.add(output);
  }

  public void after(ServerOutput output) {
    then.add(output);
  }

  /// Something is asked of a mitigator; should the commit fail, it was not.
  public void order(MitigationKey key, ServerOutput output) {
    if (recovering) {
      now.add(output);
    } else {
      ordered.add(key);
      then.add(output);
    }
  }

  /// From here on the state is brought in line with what is already durable: orders need not wait.
  public void recovering(boolean on) {
    recovering = on;
  }

  public boolean isRecovering() {
    return recovering;
  }

  public void answer(ExchangeId exchange, SignalResponse response) {
    answer(exchange, response, false);
  }

  public void answer(ExchangeId exchange, SignalResponse response, boolean observing) {
    then.add(new Answer(exchange, response, observing));
    otherwise.add(new Answer(exchange, notStored(), false));
    if (observing) observed.add(exchange);
  }

  /// @param failed what to say in a 5.03 should the commit fail
  public void answerOr(ExchangeId exchange, SignalResponse response, Body failed) {
    then.add(new Answer(exchange, response, false));
    otherwise.add(
        new Answer(
            exchange,
            new SignalResponse(ResponseCode.SERVICE_UNAVAILABLE, failed, retryAfter),
            false));
  }

  public void unavailable(ExchangeId exchange, Body reason) {
    answer(exchange, new SignalResponse(ResponseCode.SERVICE_UNAVAILABLE, reason, retryAfter));
  }

  public void refuse(ExchangeId exchange, ResponseCode code, String reason) {
    answer(exchange, SignalResponse.refusal(code, reason));
  }

  /// 5.03 with the time to wait.
  public void unavailable(ExchangeId exchange, String reason) {
    answer(exchange, unavailable(reason));
  }

  public void answerData(ExchangeId exchange, DataAnswer answer) {
    then.add(new ServerOutput.AnswerData(exchange, answer));
    otherwise.add(
        new ServerOutput.AnswerData(
            exchange,
            DataAnswer.refused(DataError.of(ErrorTag.OPERATION_FAILED, NOT_STORED), 503)));
  }

  public void answerOperator(ExchangeId exchange, OperatorAnswer answer) {
    then.add(new ServerOutput.AnswerOperator(exchange, answer));
    otherwise.add(new ServerOutput.AnswerOperator(exchange, new OperatorAnswer.NotStored()));
  }

  public void answerManagement(ExchangeId exchange, ManagementAnswer answer) {
    then.add(new ServerOutput.AnswerManagement(exchange, answer));
    var failed = new ManagementAnswer.Refused(ManagementAnswer.Reason.NOT_STORED, "", NOT_STORED);
    otherwise.add(new ServerOutput.AnswerManagement(exchange, failed));
  }

  public void ignore(ExchangeId exchange) {
    then.add(new ServerOutput.Ignore(exchange));
    otherwise.add(new ServerOutput.Ignore(exchange));
  }

  public void audit(String action, Client client, String detail) {
    then.add(new ServerOutput.Audit(action, client.book().name(), client.cuid(), detail));
  }

  private SignalResponse notStored() {
    return unavailable(NOT_STORED);
  }

  private SignalResponse unavailable(String reason) {
    return new SignalResponse(
        ResponseCode.SERVICE_UNAVAILABLE, new SignalResponse.Body.Diagnostic(reason), retryAfter);
  }

  public List<Change> undo() {
    return undo;
  }

  public List<ExchangeId> observed() {
    return observed;
  }

  public List<MitigationKey> ordered() {
    return ordered;
  }

  public boolean needsCommit() {
    return !(then.isEmpty() && changes.isEmpty());
  }

  public boolean changesSomething() {
    return !changes.isEmpty();
  }

  /// Without waiting for a store that cannot be reached.
  public List<ServerOutput> outputsAtOnce() {
    now.addAll(then);
    return now;
  }

  /// @param serial of the commit, if one is needed
  public List<ServerOutput> outputs(long serial) {
    if (needsCommit()) now.add(new ServerOutput.Commit(serial, changes, then, otherwise));
    return now;
  }
}
