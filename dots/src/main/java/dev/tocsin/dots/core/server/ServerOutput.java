// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server;

import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.FilterOrder;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.SessionConfig;
import dev.tocsin.dots.wire.SignalResponse;
import dev.tocsin.dots.wire.data.rest.DataAnswer;
import java.util.List;

/// All that a {@link ServerMachine} can ask for.
public sealed interface ServerOutput {

  /// Makes the changes durable together, then performs the outputs in `then`. Commits become
  /// durable in their order, and what follows them keeps that order. When that fails, `otherwise`
  /// is performed instead, nothing of the commit counts, and the machine hears of it as {@link
  /// ServerInput.CommitFailed}.
  ///
  /// Without changes only the order matters: the outputs wait for every commit before, because what
  /// they say may rest on it.
  ///
  /// @param serial 1, 2, 3 … as the machine asked for them; 0 for a commit that is not the
  ///   machine's
  record Commit(
      long serial, List<Change> changes, List<ServerOutput> then, List<ServerOutput> otherwise)
      implements ServerOutput {

    /// Commits that may be under way at one time: of older ones the machine no longer knows how to
    /// take them back.
    public static final int UNDER_WAY_MAX = 65_536;

    public Commit {
      changes = List.copyOf(changes);
      then = List.copyOf(then);
      otherwise = List.copyOf(otherwise);
    }

    public Commit(List<Change> changes, List<ServerOutput> then, List<ServerOutput> otherwise) {
      this(0, changes, then, otherwise);
    }
  }

  /// The one answer to a request. The observation flag says that the exchange stays open for
  /// notifications.
  record Answer(ExchangeId exchange, SignalResponse response, boolean observing)
      implements ServerOutput {}

  /// The answer to a request over the data channel.
  record AnswerData(ExchangeId exchange, DataAnswer answer) implements ServerOutput {}

  /// The answer to the server's operator.
  record AnswerOperator(ExchangeId exchange, OperatorAnswer answer) implements ServerOutput {}

  /// So many mitigations wait for a person's approval from now on.
  record Waiting(int mitigations) implements ServerOutput {}

  record AnswerManagement(ExchangeId exchange, ManagementAnswer answer) implements ServerOutput {}

  /// Peers of a customer may pass the handshake with these from now on, and with no others of which
  /// the operator's files do not know.
  ///
  /// @param fingerprints of raw public keys, or of certificates, which an authority vouches for
  record Recognise(String domain, List<Customer.SealedSecret> secrets, List<String> fingerprints)
      implements ServerOutput {
    public Recognise {
      secrets = List.copyOf(secrets);
      fingerprints = List.copyOf(fingerprints);
    }
  }

  /// Puts an access control list in force; the same key again changes it.
  record InstallFilter(FilterOrder order) implements ServerOutput {}

  record RemoveFilter(FilterKey key) implements ServerOutput {}

  /// A further notification, always Non-confirmable (RFC 9132 §4.4.2.1).
  record Notify(ExchangeId exchange, SignalResponse response) implements ServerOutput {}

  /// A request that is silently ignored (RFC 9132 §4.4.3): the exchange is forgotten.
  record Ignore(ExchangeId exchange) implements ServerOutput {}

  /// Ends an observation from this side.
  record EndObservation(ExchangeId exchange) implements ServerOutput {}

  record SendHeartbeat(SessionId session, boolean peerHbStatus) implements ServerOutput {}

  /// Transmission parameters of the session from now on (RFC 9132 §4.5): only current values, all
  /// present.
  record ApplyConfig(SessionId session, SessionConfig.ParameterSet parameters)
      implements ServerOutput {}

  record CloseSession(SessionId session, String reason) implements ServerOutput {}

  /// Begins to drive a mitigator: what it has to do, and nothing else, stands from now on.
  record Drive(String mitigator, List<MitigationOrder> orders, List<FilterOrder> lists)
      implements ServerOutput {
    public Drive {
      orders = List.copyOf(orders);
      lists = List.copyOf(lists);
    }
  }

  /// For the operator: instances that mitigations count on, and whose nodes are down.
  record Missing(List<String> mitigators) implements ServerOutput {
    public Missing {
      mitigators = List.copyOf(mitigators);
    }
  }

  /// For the other nodes, which hear it as {@link ServerInput.RivalRefused}: a request was refused
  /// because of these mitigations.
  ///
  /// @param refused what the request reached
  record TellRivals(List<MitigationKey> standing, Scope refused) implements ServerOutput {
    public TellRivals {
      standing = List.copyOf(standing);
    }
  }

  /// Asks a mitigator; the same key again adjusts it.
  record Enable(MitigationOrder order) implements ServerOutput {}

  record Disable(String mitigator, MitigationKey key) implements ServerOutput {}

  /// Resolve off the request path; the answer comes as {@link ServerInput.NameResolved}.
  ///
  /// @param domain one of those that use the name; look-ups are shared out by domain
  record Resolve(String domain, String name) implements ServerOutput {}

  /// For the operator, who may have to do something about it.
  record Warn(String warning) implements ServerOutput {}

  /// For the audit log.
  ///
  /// @param action for example `mitigate`, `refuse`, `withdraw`, `expire`, `signal-lost`
  record Audit(String action, String domain, String client, String detail)
      implements ServerOutput {}
}
