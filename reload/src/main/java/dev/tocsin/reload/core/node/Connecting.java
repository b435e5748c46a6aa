// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.node;

import dev.tocsin.base.time.Deadlines;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.ConnectData;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Forms links: what CONNECT asks and answers, and who waits for a link to stand.
final class Connecting {

  private static final String OFFERER = "passive";
  private static final String ANSWERER = "active";
  // RFC 5245 §15.4: at least 24 and 128 bits.
  private static final int USER_BYTES = 4;
  private static final int PASSWORD_BYTES = 16;

  /// Who waits for a link.
  sealed interface Waiter {

    /// The topology plug-in, by its own number.
    record Plugin(long number) implements Waiter {}

    /// A request of this node's own that is to go over the link.
    record Request(Asked asked) implements Waiter {}
  }

  /// How a request for a link is answered.
  ///
  /// @param isDialled whether this side begins the link now
  record Answer(Response response, boolean isDialled) {}

  private final Id self;
  private final Reachability reachability;
  private final Duration patience;
  private final RandomGenerator random;
  private final Map<Id, List<Waiter>> expected = new HashMap<>();
  // Links asked for and not answered: which place each one leads to.
  private final Map<Waiter, Id> asked = new HashMap<>();
  private final Map<Long, Id> dials = new HashMap<>();
  private final Deadlines<Id> deadlines = new Deadlines<>();
  private long lastDial;

  Connecting(Id self, Reachability reachability, Duration patience, RandomGenerator random) {
    this.self = self;
    this.reachability = reachability;
    this.patience = patience;
    this.random = random;
  }

  ConnectData offer() {
    return data(OFFERER);
  }

  private ConnectData data(String role) {
    return new ConnectData(
        text(USER_BYTES),
        text(PASSWORD_BYTES),
        ConnectData.RELOAD,
        reachability.fingerprint(),
        role,
        reachability.candidates());
  }

  private String text(int bytes) {
    var content = new byte[bytes];
    random.nextBytes(content);
    return HexFormat.of().formatHex(content);
  }

  void asking(Waiter waiter, Id place) {
    asked.put(waiter, place);
  }

  void asksNoMore(Waiter waiter) {
    asked.remove(waiter);
  }

  /// A node wants a link.
  ///
  /// @param stands whether there is one already
  Answer answer(Id peer, ConnectData theirs, boolean stands) {
    if (theirs.application() != ConnectData.RELOAD) {
      return refused(FailureCode.NOT_FOUND, "no application " + theirs.application());
    }
    if (peer.equals(self)) return refused(FailureCode.FORBIDDEN, "a link to itself");
    // of two that ask each other at once, the larger one's request is carried out.
    boolean isCrossed = asked.containsValue(peer);
    if (isCrossed && self.compareTo(peer) > 0) {
      return refused(FailureCode.FORBIDDEN, "in progress");
    }
    return new Answer(new Response.Answer.Connected(data(ANSWERER)), !stands);
  }

  private static Answer refused(FailureCode code, String detail) {
    return new Answer(Response.Failure.of(code, detail), false);
  }

  /// @return the number of the dial
  long dial(Id peer) {
    dials.put(++lastDial, peer);
    return lastDial;
  }

  /// Somebody waits for a link to this peer.
  void expect(Id peer, Waiter waiter, Instant now) {
    expected.computeIfAbsent(peer, _ -> new ArrayList<>()).add(waiter);
    deadlines.set(peer, now.plus(patience));
  }

  /// A link stands, or none will.
  ///
  /// @return who waited for it
  List<Waiter> settled(Id peer) {
    deadlines.clear(peer);
    dials.values().removeIf(peer::equals);
    var waiters = expected.remove(peer);
    return waiters == null ? List.of() : waiters;
  }

  /// @return who waited for it
  List<Waiter> notDialled(long dial) {
    var peer = dials.remove(dial);
    return peer == null ? List.of() : settled(peer);
  }

  /// @return who waited too long
  List<Waiter> due(Instant now) {
    var late = new ArrayList<Waiter>();
    for (var peer : deadlines.expired(now)) late.addAll(settled(peer));
    return late;
  }

  Instant deadline() {
    return deadlines.next();
  }
}
