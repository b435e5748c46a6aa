// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.session;

import java.time.Duration;
import java.time.Instant;

/// Whether a session still carries signals: heartbeats sent and unanswered, and what was heard.
public final class LinkHealth {

  private final Instant opened;
  private Instant heard;
  private Instant peerHeartbeat;
  private Instant sent;
  private int unanswered;

  public LinkHealth(Instant now) {
    this.opened = now;
    this.heard = now;
    this.peerHeartbeat = now;
    this.sent = now;
  }

  public Instant opened() {
    return opened;
  }

  /// When the last own heartbeat went out; the opening of the session before the first.
  public Instant sent() {
    return sent;
  }

  /// Any traffic of the peer.
  public void heard(Instant now) {
    heard = now;
  }

  public void peerHeartbeat(Instant now) {
    heard = now;
    peerHeartbeat = now;
  }

  public void heartbeatSent(Instant now) {
    sent = now;
    unanswered++;
  }

  public void heartbeatAnswered(Instant now) {
    heard = now;
    unanswered = 0;
  }

  /// RFC 9132 §4.7: whether the peer's heartbeats were received in the last 2 * heartbeat-interval.
  /// A session younger than that gets the benefit of the doubt.
  public boolean hearsHeartbeats(Duration interval, Instant now) {
    return !now.isAfter(peerHeartbeat.plus(interval.multipliedBy(2)));
  }

  /// RFC 9132 §4.7: lost when missing-hb-allowed heartbeats in a row were not answered and no
  /// traffic came in the time that this takes. Traffic alone keeps the session: then the link
  /// towards the client is saturated, and it can still ask for help.
  public boolean isLost(Duration interval, long missingAllowed, Instant now) {
    return unanswered >= missingAllowed
        && !now.isBefore(heard.plus(interval.multipliedBy(missingAllowed)));
  }
}
