// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.dtls;

import dev.tocsin.base.run.Latest;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.eclipse.californium.scandium.dtls.DTLSSession;
import org.eclipse.californium.scandium.dtls.SessionId;
import org.eclipse.californium.scandium.dtls.SessionStore;
import org.eclipse.californium.scandium.util.SecretUtil;
import org.jspecify.annotations.Nullable;

/// Sessions that clients may resume, the latest ones. They hold master secrets and never leave
/// memory.
///
/// Copies go in and out, because the library destroys the secrets of what it has used. They share
/// the peer's certificate with the session they come from: reading it anew from bytes would cost
/// more than the rest of a resumption.
///
/// A session whose peer would not be believed today is none: its certificate has ended, or trust
/// has changed.
public final class ResumptionStore implements SessionStore {

  /// RFC 5246 §F.1.4: "an upper limit of 24 hours is suggested for session ID lifetimes, since an
  /// attacker who obtains a master_secret may be able to impersonate the compromised party".
  static final Duration AGE_MAX = Duration.ofHours(24);

  /// @param since when its certificates or keys were shown; resuming does not make it younger
  /// @param grounds on which its peer was believed then
  private record Kept(DTLSSession session, Instant since, Object grounds) {}

  private final Latest<SessionId, Kept> sessions;
  private final Function<@Nullable Principal, Optional<Object>> grounds;
  private final InstantSource clock;

  public ResumptionStore(int sessionsMax, Grounds grounds, InstantSource clock) {
    this(sessionsMax, grounds::of, clock);
  }

  ResumptionStore(
      int sessionsMax,
      Function<@Nullable Principal, Optional<Object>> grounds,
      InstantSource clock) {
    this.sessions = new Latest<>(sessionsMax, kept -> SecretUtil.destroy(kept.session));
    this.grounds = grounds;
    this.clock = clock;
  }

  @Override
  public void put(DTLSSession session) {
    put(session.getSessionIdentifier(), session);
  }

  synchronized void put(SessionId id, DTLSSession session) {
    var known = fit(id);
    var believed = grounds.apply(session.getPeerIdentity());
    if (believed.isEmpty()) return;
    var since = known.map(Kept::since).orElseGet(clock::instant);
    sessions
        .put(id, new Kept(new DTLSSession(session), since, believed.get()))
        .ifPresent(before -> SecretUtil.destroy(before.session));
  }

  @Override
  public synchronized @Nullable DTLSSession get(SessionId id) {
    return fit(id).map(kept -> new DTLSSession(kept.session)).orElse(null);
  }

  public synchronized boolean contains(SessionId id) {
    return fit(id).isPresent();
  }

  /// Whether there is such a session, and it is as asked for.
  synchronized boolean test(SessionId id, Predicate<DTLSSession> asked) {
    return fit(id).map(Kept::session).filter(asked).isPresent();
  }

  private Optional<Kept> fit(SessionId id) {
    var kept = sessions.get(id);
    if (kept.isEmpty() || kept.filter(this::isFit).isPresent()) return kept;
    remove(id);
    return Optional.empty();
  }

  private boolean isFit(Kept kept) {
    return clock.instant().isBefore(kept.since.plus(AGE_MAX))
        && grounds.apply(kept.session.getPeerIdentity()).filter(kept.grounds::equals).isPresent();
  }

  @Override
  public synchronized void remove(SessionId id) {
    sessions.remove(id).ifPresent(kept -> SecretUtil.destroy(kept.session));
  }
}
