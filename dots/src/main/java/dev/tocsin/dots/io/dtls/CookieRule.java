// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.dtls;

import java.net.InetSocketAddress;
import java.util.function.Predicate;
import org.eclipse.californium.scandium.dtls.ClientHello;
import org.eclipse.californium.scandium.dtls.ConnectionId;
import org.eclipse.californium.scandium.dtls.ExtendedMasterSecretMode;
import org.eclipse.californium.scandium.dtls.HandshakeResultHandler;
import org.eclipse.californium.scandium.dtls.ResumingServerHandshaker;
import org.eclipse.californium.scandium.dtls.ResumptionVerificationResult;
import org.eclipse.californium.scandium.dtls.SessionId;
import org.eclipse.californium.scandium.dtls.resumption.ExtendedResumptionVerifier;
import org.eclipse.californium.scandium.util.ServerNames;

/// Which resumptions may begin without a cookie: those that harm nobody if they are forged.
///
/// RFC 6347 §4.2.8: where there is a session at the same address and port, a server "MUST NOT
/// destroy the existing association until the client has demonstrated reachability"; the library
/// would, for a client without a connection id whose session id is known. So there a cookie is
/// needed.
public final class CookieRule implements ExtendedResumptionVerifier {

  private final ResumptionStore sessions;
  private final UnprovenResumptions unproven;
  private final Predicate<InetSocketAddress> hasSession;

  /// @param hasSession whether there is an open session at an address and port
  public CookieRule(
      ResumptionStore sessions,
      UnprovenResumptions unproven,
      Predicate<InetSocketAddress> hasSession) {
    this.sessions = sessions;
    this.unproven = unproven;
    this.hasSession = hasSession;
  }

  @Override
  public boolean skipRequestHelloVerify(
      ClientHello hello, boolean sniEnabled, ExtendedMasterSecretMode extendedMasterSecret) {
    var id = hello.getSessionId();
    return unproven.take(id, hello.getRandom()).filter(hasSession.negate()).isPresent()
        && sessions.test(
            id,
            session ->
                ResumingServerHandshaker.validateResumption(
                    session, hello, sniEnabled, extendedMasterSecret));
  }

  @Override
  public boolean skipRequestHelloVerify(SessionId id) {
    return false;
  }

  @Override
  public ResumptionVerificationResult verifyResumptionRequest(
      ConnectionId cid, ServerNames serverName, SessionId id) {
    return new ResumptionVerificationResult(cid, sessions.get(id), null);
  }

  @Override
  public void setResultHandler(HandshakeResultHandler resultHandler) {
    // The result is there at once.
  }
}
