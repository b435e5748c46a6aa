// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.dtls;

import dev.tocsin.dots.io.Latest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
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
public final class ResumptionStore implements SessionStore {

  /// RFC 5246 §F.1.4: "an upper limit of 24 hours is suggested for session ID lifetimes, since an
  /// attacker who obtains a master_secret may be able to impersonate the compromised party".
  static final Duration AGE_MAX = Duration.ofHours(24);

  /// @param since when its certificates or keys were shown; resuming does not make it younger
  private record Kept(DTLSSession session, Instant since) {}

  private final Latest<SessionId, Kept> sessions;
  private final InstantSource clock;

  public ResumptionStore(int sessionsMax, InstantSource clock) {
    this.sessions = new Latest<>(sessionsMax, kept -> SecretUtil.destroy(kept.session));
    this.clock = clock;
  }

  @Override
  public void put(DTLSSession session) {
    put(session.getSessionIdentifier(), session);
  }

  synchronized void put(SessionId id, DTLSSession session) {
    var since = young(id).map(Kept::since).orElseGet(clock::instant);
    sessions
        .put(id, new Kept(new DTLSSession(session), since))
        .ifPresent(before -> SecretUtil.destroy(before.session));
  }

  @Override
  public synchronized @Nullable DTLSSession get(SessionId id) {
    return young(id).map(kept -> new DTLSSession(kept.session)).orElse(null);
  }

  public synchronized boolean contains(SessionId id) {
    return young(id).isPresent();
  }

  private Optional<Kept> young(SessionId id) {
    var kept = sessions.get(id);
    if (kept.isEmpty() || clock.instant().isBefore(kept.get().since.plus(AGE_MAX))) return kept;
    remove(id);
    return Optional.empty();
  }

  @Override
  public synchronized void remove(SessionId id) {
    sessions.remove(id).ifPresent(kept -> SecretUtil.destroy(kept.session));
  }
}
