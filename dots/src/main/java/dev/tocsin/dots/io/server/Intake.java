// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.server;

import dev.tocsin.base.identity.PeerIdentity;
import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.ServerInput;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.io.ServerTransport;
import dev.tocsin.dots.wire.CoapMessage;
import dev.tocsin.dots.wire.RefusedException;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalResponse;
import dev.tocsin.dots.wire.codec.SignalCodec;
import java.net.InetSocketAddress;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way in: reads requests on the transports' threads and hands them to the server's loop.
///
/// What cannot be read is answered here with the codec's reason, and what the loop has no room for
/// with 5.03: both without the machine.
public final class Intake implements ServerTransport.Handler {

  private static final Logger log = LoggerFactory.getLogger(Intake.class);

  // RFC 7252 §5.10.5: seconds after which to retry.
  private static final long RETRY_SECONDS = 3;

  /// The refusals that happen before the machine.
  public interface Refuse {
    void answer(ExchangeId exchange, SignalResponse response);
  }

  private final Predicate<ServerInput> loop;
  private final Consumer<ServerInput> sure;
  private final Refuse refuse;
  private final ServerMeters meters;

  /// @param loop takes an input, or says that it has no room
  /// @param sure takes an input that must not be lost, when there is room: a full inbox slows the
  ///   transport down
  public Intake(
      Predicate<ServerInput> loop, Consumer<ServerInput> sure, Refuse refuse, ServerMeters meters) {
    this.loop = loop;
    this.sure = sure;
    this.refuse = refuse;
    this.meters = meters;
  }

  @Override
  public void opened(
      SessionId session, PeerIdentity peer, TransportKind transport, InetSocketAddress remote) {
    log.info(
        "session {} opened over {} from {}: {}",
        session.value(),
        transport,
        remote,
        peer.fingerprint());
    sure.accept(new ServerInput.SessionOpened(session, peer, transport));
  }

  @Override
  public void closed(SessionId session) {
    log.info("session {} closed", session.value());
    sure.accept(new ServerInput.SessionClosed(session));
  }

  @Override
  public void requested(ExchangeId exchange, SessionId session, CoapMessage.Request request) {
    SignalRequest read;
    try {
      read = SignalCodec.readRequest(request);
    } catch (RefusedException e) {
      meters.unreadable();
      refuse.answer(exchange, SignalResponse.refusal(e.code(), String.valueOf(e.getMessage())));
      return;
    }
    if (!loop.test(new ServerInput.Requested(exchange, session, read))) {
      meters.overloaded();
      refuse.answer(
          exchange,
          new SignalResponse(
              ResponseCode.SERVICE_UNAVAILABLE,
              new SignalResponse.Body.Diagnostic(
                  "the server has more requests waiting than it can take"),
              OptionalLong.of(RETRY_SECONDS)));
    }
  }

  @Override
  public void observationEnded(ExchangeId exchange) {
    sure.accept(new ServerInput.ObservationEnded(exchange));
  }

  @Override
  public void heartbeatEnded(SessionId session, boolean answered) {
    sure.accept(new ServerInput.HeartbeatEnded(session, answered));
  }
}
