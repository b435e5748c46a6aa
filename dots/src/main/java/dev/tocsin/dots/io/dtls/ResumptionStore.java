// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.dtls;

import dev.tocsin.dots.io.Latest;
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

  private final Latest<SessionId, DTLSSession> sessions;

  public ResumptionStore(int sessionsMax) {
    sessions = new Latest<>(sessionsMax, SecretUtil::destroy);
  }

  @Override
  public synchronized void put(DTLSSession session) {
    sessions
        .put(session.getSessionIdentifier(), new DTLSSession(session))
        .ifPresent(SecretUtil::destroy);
  }

  @Override
  public synchronized @Nullable DTLSSession get(SessionId id) {
    return sessions.get(id).map(DTLSSession::new).orElse(null);
  }

  public synchronized boolean contains(SessionId id) {
    return sessions.get(id).isPresent();
  }

  @Override
  public synchronized void remove(SessionId id) {
    sessions.remove(id).ifPresent(SecretUtil::destroy);
  }
}
