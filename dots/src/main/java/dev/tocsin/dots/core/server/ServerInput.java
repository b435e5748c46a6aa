// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server;

import dev.tocsin.base.identity.PeerIdentity;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.mitigation.FilterEvent;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.data.rest.DataRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// All that can happen to a {@link ServerMachine}.
public sealed interface ServerInput {

  /// A peer finished its handshake.
  record SessionOpened(SessionId session, PeerIdentity peer, TransportKind transport)
      implements ServerInput {}

  record SessionClosed(SessionId session) implements ServerInput {}

  record Requested(ExchangeId exchange, SessionId session, SignalRequest request)
      implements ServerInput {}

  /// An observation ended: reset, deregistered below us, or its session closed.
  record ObservationEnded(ExchangeId exchange) implements ServerInput {}

  /// What became of a {@link ServerOutput.SendHeartbeat}.
  record HeartbeatEnded(SessionId session, boolean answered) implements ServerInput {}

  /// A request over the data channel.
  record DataRequested(ExchangeId exchange, PeerIdentity peer, DataRequest request)
      implements ServerInput {}

  /// From somebody who looks after customers.
  ///
  /// @param actor who it is, for the audit log
  record ManagementRequested(ExchangeId exchange, String actor, ManagementRequest request)
      implements ServerInput {}

  /// What became of a {@link ServerOutput.InstallFilter}, and what it matches.
  record FilterReported(FilterKey key, FilterEvent event) implements ServerInput {}

  /// @param mitigator instance that reports
  record Mitigated(String mitigator, MitigationKey key, MitigatorEvent event)
      implements ServerInput {}

  /// The server's operator asks; answered by {@link ServerOutput.AnswerOperator}.
  record Operated(ExchangeId exchange, OperatorRequest request) implements ServerInput {}

  /// @param addresses single addresses; empty when the name does not resolve
  /// @param ttl how long the answer holds; after it the name is asked again
  record NameResolved(String name, List<Prefix> addresses, Duration ttl) implements ServerInput {
    public NameResolved {
      addresses = List.copyOf(addresses);
    }
  }

  /// A {@link ServerOutput.Commit} with this serial did not become durable: the machine takes it
  /// back. Every failure is told, in the order of the commits; whether later ones succeeded does
  /// not matter.
  record CommitFailed(long serial) implements ServerInput {}

  /// Every commit up to this serial that was not told as failed is durable: what would take it back
  /// can be forgotten. Told now and then, behind the failures among them.
  record Committed(long serial) implements ServerInput {}

  /// What another node has committed. Told in the order of the common log; between them {@link
  /// Committed} says which commits of this node stand before.
  ///
  /// @param sequence its place in that order
  record Foreign(String node, long sequence, List<Change> changes) implements ServerInput {
    public Foreign {
      changes = List.copyOf(changes);
    }
  }

  /// The nodes that are there, this one included: their leases hold.
  record NodesAlive(Set<String> nodes) implements ServerInput {
    public NodesAlive {
      nodes = Set.copyOf(nodes);
    }
  }

  /// Another node has refused a request because of these mitigations, whose clients may be
  /// connected here. May be lost.
  record RivalRefused(List<MitigationKey> standing, Scope refused) implements ServerInput {
    public RivalRefused {
      standing = List.copyOf(standing);
    }
  }

  /// Whether the store that the nodes share is out of reach.
  record CutOff(boolean cutOff) implements ServerInput {}

  /// This node alone drives the mitigator from now on.
  record Driving(String mitigator) implements ServerInput {}

  /// The configuration has these customers from now on; those that are managed stay.
  record DomainsReplaced(List<Customer> configured) implements ServerInput {
    public DomainsReplaced {
      configured = List.copyOf(configured);
    }
  }
}
