// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.json;

import dev.tocsin.dots.wire.control.ActivationType;
import dev.tocsin.dots.wire.data.Ace;
import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.AclType;
import dev.tocsin.dots.wire.data.Actions;
import dev.tocsin.dots.wire.data.Statistics;
import dev.tocsin.dots.wire.data.capability.ForwardingAction;
import dev.tocsin.dots.wire.data.match.Matches;
import dev.tocsin.dots.wire.data.rest.AceCheck;
import dev.tocsin.dots.wire.data.rest.DataRefusedException;
import dev.tocsin.dots.wire.data.rest.ErrorTag;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads access control lists and their entries (RFC 8783 §4.1).
final class AclReader {

  // RFC 8783 §4.1: the data channel has no 'reject'.
  private static final ForwardingAction[] ACTIONS = {
    ForwardingAction.ACCEPT, ForwardingAction.DROP
  };

  private final int acesMax;

  AclReader(int acesMax) {
    this.acesMax = acesMax;
  }

  Acl acl(Container in) {
    var name = in.need("name").text(Acl.NAME_CHARS_MAX);
    Optional<AclType> type = in.take("type").map(node -> node.identity(AclType.values()));
    var activation =
        in.take("activation-type")
            .map(node -> node.label(ActivationType.values()))
            .orElse(ActivationType.ACTIVATE_WHEN_MITIGATING);
    var pendingLifetime = in.state("pending-lifetime");
    var aces = in.take("aces").map(node -> aces(node.container())).orElse(List.of());
    in.end();
    for (var ace : aces) AceCheck.check(in.path(), type, ace);
    return new Acl(name, type, activation, pendingLifetime, aces);
  }

  List<Ace> aces(Container in) {
    var aces = in.list("ace", "name", acesMax, AclReader::ace);
    in.end();
    return aces;
  }

  static Ace ace(Container in) {
    var name = in.need("name").text(Acl.NAME_CHARS_MAX);
    var matches = in.take("matches").map(node -> matches(node.container())).orElse(Matches.ANY);
    var actions = actions(in.need("actions").container());
    var statistics = statistics(in);
    in.end();
    return new Ace(name, matches, actions, statistics);
  }

  private static Matches matches(Container in) {
    var matches = new Matches(L3Reader.read(in), L4Reader.read(in));
    in.end();
    return matches;
  }

  private static Actions actions(Container in) {
    var forwarding = in.need("forwarding").identity(ACTIONS);
    var rateLimit = in.take("rate-limit");
    in.end();
    if (forwarding == ForwardingAction.ACCEPT) {
      return rateLimit.isEmpty() ? Actions.ACCEPT : limited(rateLimit.get());
    }
    // RFC 8783 §4.3: rate-limit is there only when what is forwarded is accepted.
    if (rateLimit.isPresent()) {
      throw DataRefusedException.at(
          rateLimit.get().path(), ErrorTag.UNKNOWN_ELEMENT, "rate-limit is known with accept only");
    }
    return Actions.DROP;
  }

  private static Actions limited(Node node) {
    var rate = node.decimal64();
    if (rate.signum() < 0 || rate.compareTo(Actions.Accept.RATE_MAX) > 0) {
      throw node.expected("bytes per second, not negative");
    }
    return Actions.limited(rate);
  }

  static Statistics statistics(Container ace) {
    ace.refuseState("statistics");
    var counters = ace.take("statistics").map(Node::container);
    if (counters.isEmpty()) return Statistics.UNKNOWN;
    var statistics =
        new Statistics(
            counter(counters.get(), "matched-packets"), counter(counters.get(), "matched-octets"));
    counters.get().end();
    return statistics;
  }

  private static OptionalLong counter(Container in, String name) {
    var counter = in.take(name);
    return counter.isEmpty() ? OptionalLong.empty() : OptionalLong.of(counter.get().counter64());
  }
}
