// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.node;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.core.security.MessageSecurity;
import dev.tocsin.reload.core.security.PeerCertificate;
import dev.tocsin.reload.core.topology.Topology;
import dev.tocsin.reload.core.transaction.Answered;
import dev.tocsin.reload.core.transaction.Pending;
import dev.tocsin.reload.wire.UnknownKindException;
import dev.tocsin.reload.wire.UnknownMethodException;
import dev.tocsin.reload.wire.WireProfile;
import dev.tocsin.reload.wire.header.Fragment;
import dev.tocsin.reload.wire.header.Header;
import dev.tocsin.reload.wire.header.Packet;
import dev.tocsin.reload.wire.header.Path;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import dev.tocsin.reload.wire.header.Routing;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Contents;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Message;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.reload.wire.security.Signature;
import dev.tocsin.reload.wire.security.Signer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Requests and responses from end to end: transactions, repetition, who wrote what.
final class Conversations {

  /// A request for this node, whose author is known.
  record Incoming(
      Exchange exchange, Id author, Optional<PeerCertificate> certificate, Request request) {}

  /// What became of a request of this node's own.
  ///
  /// @param responder zero if nobody answered
  record Outcome(Asked asked, Response response, Id responder, List<RouteLogEntry> log) {}

  /// What a message is worth that came for this node.
  sealed interface Arrival {
    record Asks(Incoming incoming) implements Arrival {}

    record Answers(Outcome outcome) implements Arrival {}

    /// Nobody can tell before this one's certificate is here.
    record Unproved(Signer signer, Message message, Exchange exchange) implements Arrival {}

    /// It was answered already, nobody waits for it, or it is not to be believed.
    record Nothing() implements Arrival {}
  }

  private static final Arrival NOTHING = new Arrival.Nothing();

  private final NodeParameters parameters;
  private final WireProfile profile;
  private final Overlay overlay;
  private final int number;
  private final Topology topology;
  private final Post post;
  private final NodeFigures figures;
  private final Pending<Asked> pending;
  private final Answered answered;

  Conversations(
      NodeParameters parameters,
      Overlay overlay,
      Topology topology,
      Post post,
      NodeFigures figures,
      RandomGenerator random) {
    this.parameters = parameters;
    this.profile = overlay.profile();
    this.overlay = overlay;
    this.number = profile.overlay(overlay.name());
    this.topology = topology;
    this.post = post;
    this.figures = figures;
    this.pending = new Pending<>(parameters.retransmission(), random);
    this.answered = new Answered(parameters.bounds().answers());
  }

  boolean isFull() {
    return pending.size() >= parameters.bounds().pending();
  }

  int pending() {
    return pending.size();
  }

  int answers() {
    return answered.size();
  }

  /// Sends a request for the first time.
  ///
  /// @param redirections that it has followed
  /// @throws WireException if it does not fit
  void ask(
      Asker asker,
      List<Destination> route,
      Request request,
      NodeInput.Manner manner,
      int redirections,
      Instant now) {
    long transaction = pending.newTransaction();
    var log =
        manner.isLogged()
            ? Optional.of(List.<RouteLogEntry>of())
            : Optional.<List<RouteLogEntry>>empty();
    var path = new Path(route, List.of(), log);
    var bytes = write(number, transaction, manner.routing(), path, profile.contents(request));
    var asked = new Asked(asker, route, request, manner, bytes, redirections);
    pending.begin(transaction, asked, now);
    send(asked);
  }

  private void send(Asked asked) {
    var through = asked.manner().through();
    if (through.isPresent()) post.sendTo(through.get(), asked.bytes());
    else post.send(asked.route(), asked.bytes());
  }

  /// Sends again what has waited long enough (TO-1).
  ///
  /// @return what has waited too long
  List<Outcome> due(Instant now) {
    var over = new ArrayList<Outcome>();
    for (var each : pending.due(now)) {
      if (each.isOver()) {
        var failure = Response.Failure.of(FailureCode.TIMED_OUT);
        over.add(new Outcome(each.request(), failure, Id.ZERO, List.of()));
      } else {
        send(each.request());
      }
    }
    return over;
  }

  Instant deadline() {
    return pending.deadline();
  }

  /// A message came for this node.
  Arrival arrive(Message message, Exchange exchange, Instant now) {
    if (message.contents().isResponse()) return response(message, exchange, now);
    var before = answered.of(exchange.key(), now);
    if (before.isPresent()) {
      figures.repeated++;
      before.get().reply().ifPresent(reply -> send(exchange, reply));
      return NOTHING;
    }
    answered.begin(exchange.key(), now);
    return request(message, exchange, now);
  }

  /// A message waited for a certificate, which is here now, or is not to be had.
  Arrival again(Arrival.Unproved waited, Instant now) {
    return waited.message().contents().isResponse()
        ? response(waited.message(), waited.exchange(), now)
        : request(waited.message(), waited.exchange(), now);
  }

  /// There is no certificate of whoever wrote it.
  void refuse(Arrival.Unproved unproved, Instant now) {
    figures.unproved++;
    if (unproved.message().contents().isResponse()) return;
    var why = "no certificate of " + unproved.signer();
    answer(unproved.exchange(), Response.Failure.of(FailureCode.UNAUTHENTICATED, why), now);
  }

  private Arrival response(Message message, Exchange exchange, Instant now) {
    var asked = pending.get(exchange.transaction());
    if (asked.isEmpty()) return NOTHING;
    var response =
        profile.response(message.contents(), asked.get().request().method(), overlay.kinds());
    // Fetched certificates prove themselves; to fetch those of their bearers would have no end.
    boolean isProof = asked.get().asker() instanceof Asker.Certifying;
    return switch (overlay.security().author(message, exchange.origin(), now)) {
      case MessageSecurity.Author.Known(var responder, _)
          when mayAnswer(asked.get(), response, responder) ->
          answers(asked.get(), response, responder, exchange);
      case MessageSecurity.Author.Unproved _ when isProof ->
          answers(asked.get(), response, exchange.origin(), exchange);
      case MessageSecurity.Author.Unproved(var signer) ->
          new Arrival.Unproved(signer, message, exchange);
      case MessageSecurity.Author.Known _, MessageSecurity.Author.Refused _ -> {
        figures.unproved++;
        yield NOTHING;
      }
    };
  }

  private Arrival answers(Asked asked, Response response, Id responder, Exchange exchange) {
    pending.end(exchange.transaction());
    var log = exchange.log().orElse(List.of());
    return new Arrival.Answers(new Outcome(asked, response, responder, log));
  }

  // the peer that was asked, or one that is near enough to the place; on the way anybody may
  // say that it does not go on.
  private boolean mayAnswer(Asked asked, Response response, Id responder) {
    if (response instanceof Response.Failure(var code, _, _) && isOfTheWay(code)) return true;
    return switch (asked.route().getLast()) {
      case Destination.Peer(var id) ->
          id.equals(responder) || isNotFound(response) && isRight(id, responder);
      case Destination.Unresolved(var id) -> isRight(id, responder);
      case Destination.Resource(var id) -> isRight(id, responder);
      case Destination.Opaque _ -> true;
    };
  }

  // Whoever is responsible for an id knows that no peer has it.
  private static boolean isNotFound(Response response) {
    return response instanceof Response.Failure(var code, _, _) && code == FailureCode.NOT_FOUND;
  }

  private boolean isRight(Id place, Id responder) {
    return place.equals(responder)
        || place.equals(Id.WILDCARD)
        || topology.mayAnswer(responder, place);
  }

  private static boolean isOfTheWay(FailureCode code) {
    return switch (code) {
      case TRY_OTHER_PEER, INCOMPATIBLE, ROUTING_NOT_SUPPORTED -> true;
      case UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, TIMED_OUT, GENERATION_TOO_LOW, OTHER -> false;
    };
  }

  private Arrival request(Message message, Exchange exchange, Instant now) {
    return switch (overlay.security().author(message, exchange.origin(), now)) {
      case MessageSecurity.Author.Known(var author, var certificate) ->
          read(message, exchange, now)
              .<Arrival>map(
                  request -> new Arrival.Asks(new Incoming(exchange, author, certificate, request)))
              .orElse(NOTHING);
      case MessageSecurity.Author.Unproved(var signer) ->
          new Arrival.Unproved(signer, message, exchange);
      case MessageSecurity.Author.Refused(var code, var detail) -> {
        figures.unproved++;
        answer(exchange, Response.Failure.of(code, detail), now);
        yield NOTHING;
      }
    };
  }

  // a kind that is unknown makes the rest unreadable.
  private Optional<Request> read(Message message, Exchange exchange, Instant now) {
    try {
      return Optional.of(profile.request(message.contents(), overlay.kinds()));
    } catch (UnknownKindException | UnknownMethodException e) {
      answer(
          exchange,
          Response.Failure.of(FailureCode.NOT_FOUND, String.valueOf(e.getMessage())),
          now);
      return Optional.empty();
    }
  }

  /// Tells the sender of a packet that was not read that it does not go on from here.
  void refuse(Packet packet, List<Destination> via, Response.Failure failure, Instant now) {
    var log = packet.header().path().log();
    answer(
        new Exchange(packet.overlay(), packet.transaction(), via, log, Id.ZERO, false),
        failure,
        now);
  }

  /// Answers a request, and remembers the answer for when it comes again.
  void answer(Exchange exchange, Response response, Instant now) {
    var contents = profile.contents(response);
    var signature = overlay.security().sign(exchange.overlay(), exchange.transaction(), contents);
    var reply = new Answered.Reply(contents, signature);
    answered.answer(exchange.key(), reply, now);
    send(exchange, reply);
  }

  // RT-2: back the way that the request came, or to its first peer by any way.
  private void send(Exchange exchange, Answered.Reply reply) {
    var back = exchange.via().reversed();
    boolean isShort = parameters.isAsymmetric() && topology.isJoined() && back.size() > 1;
    var route = isShort ? List.of(back.getLast()) : back;
    var path = new Path(route, List.of(), exchange.log());
    var header = header(exchange.overlay(), exchange.transaction(), Routing.UNSPECIFIED, path);
    post.send(route, profile.write(new Message(header, reply.contents(), reply.signature())));
  }

  private byte[] write(
      int overlayNumber, long transaction, Routing routing, Path path, Contents contents) {
    Optional<Signature> signature = overlay.security().sign(overlayNumber, transaction, contents);
    return profile.write(
        new Message(header(overlayNumber, transaction, routing, path), contents, signature));
  }

  private Header header(int overlayNumber, long transaction, Routing routing, Path path) {
    return new Header(overlayNumber, parameters.ttl(), routing, Fragment.WHOLE, transaction, path);
  }
}
