// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load;

import dev.tocsin.bench.load.dtls.Credential;
import java.net.InetSocketAddress;

/// Loads one DTLS server from many client sessions on one thread. Each run uses sockets and
/// sessions of its own.
public final class LoadGenerator {

  private final InetSocketAddress server;
  private final Credential credential;

  public LoadGenerator(InetSocketAddress server, Credential credential) {
    this.server = server;
    this.credential = credential;
  }

  /// Keeps requests outstanding until the meter has what it wants.
  public PutRun put(PutPlan plan) {
    return new PutRun(plan, sessions());
  }

  /// Asks for so many mitigations on each of the sessions.
  public FillRun fill(int sessions, int each) {
    return new FillRun(sessions(), sessions, each);
  }

  /// Opens sessions one after the other, on so many sockets at a time.
  public HandshakeRun handshakes(int sockets, boolean resumed) {
    return new HandshakeRun(sessions(), sockets, resumed);
  }

  /// Asks for one mitigation at a time.
  public SinglePuts single() {
    return new SinglePuts(sessions());
  }

  /// Opens sessions and leaves them alone.
  public OpenSessions open(int sessions) {
    return new OpenSessions(sessions(), sessions);
  }

  private Sessions sessions() {
    return new Sessions(server, credential);
  }
}
