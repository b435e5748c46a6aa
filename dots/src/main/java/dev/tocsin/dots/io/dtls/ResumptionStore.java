// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.dtls;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.californium.elements.util.DatagramReader;
import org.eclipse.californium.elements.util.DatagramWriter;
import org.eclipse.californium.scandium.dtls.DTLSSession;
import org.eclipse.californium.scandium.dtls.SessionId;
import org.eclipse.californium.scandium.dtls.SessionStore;
import org.jspecify.annotations.Nullable;

/// Sessions that clients may resume, the latest ones, in the library's own compact form. The bytes
/// hold master secrets and never leave memory.
public final class ResumptionStore implements SessionStore {

  private final Map<SessionId, byte[]> sessions;

  public ResumptionStore(int sessionsMax) {
    sessions =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<SessionId, byte[]> eldest) {
            return size() > sessionsMax;
          }
        };
  }

  @Override
  public synchronized void put(DTLSSession session) {
    var writer = new DatagramWriter(256, true);
    session.writeTo(writer);
    sessions.put(session.getSessionIdentifier(), writer.toByteArray());
    writer.close();
  }

  @Override
  public synchronized @Nullable DTLSSession get(SessionId id) {
    byte[] known = sessions.get(id);
    return known == null ? null : DTLSSession.fromReader(new DatagramReader(known));
  }

  public synchronized boolean contains(SessionId id) {
    return sessions.containsKey(id);
  }

  @Override
  public synchronized void remove(SessionId id) {
    sessions.remove(id);
  }
}
