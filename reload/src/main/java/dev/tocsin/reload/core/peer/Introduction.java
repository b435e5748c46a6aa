// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.peer;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.core.node.NodeParameters;
import dev.tocsin.reload.core.node.Overlay;
import dev.tocsin.reload.core.security.MessageSecurity;
import dev.tocsin.reload.wire.header.Fragment;
import dev.tocsin.reload.wire.header.Header;
import dev.tocsin.reload.wire.header.Path;
import dev.tocsin.reload.wire.header.Routing;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Message;
import dev.tocsin.reload.wire.message.ProbeInfo;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.reload.wire.security.Signer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The PING by which two ends of a line tell each other which peers they are, where certificates do
/// not say it. Whoever dialled names itself in the via list, as if the PING had passed it; whoever
/// answers is the first that wrote itself into the route log.
final class Introduction {

  private static final Request.Probe PING =
      new Request.Probe(List.of(ProbeInfo.Topic.RESPONSIBLE_SET));

  private final Overlay overlay;
  private final Id self;
  private final int number;

  Introduction(Overlay overlay, Id self) {
    this.overlay = overlay;
    this.self = self;
    this.number = overlay.profile().overlay(overlay.name());
  }

  /// @param to the peer that should be there; absent if it may be anybody (LP-1, LP-2)
  byte[] ping(long transaction, Optional<Id> to) {
    var profile = overlay.profile();
    var route = new Destination.Unresolved(to.orElse(Id.WILDCARD));
    var via = new Destination.Unresolved(self);
    var path = new Path(List.of(route), List.of(via), Optional.of(List.of()));
    var header =
        new Header(
            number, NodeParameters.TTL, Routing.UNSPECIFIED, Fragment.WHOLE, transaction, path);
    var contents = profile.contents(PING);
    var signature = overlay.security().sign(number, transaction, contents);
    return profile.write(new Message(header, contents, signature));
  }

  /// Who answered a {@link #ping}.
  ///
  /// @param isInside whether it is in the overlay itself, as far as it says
  record Answer(Id peer, boolean isInside) {}

  /// LP-5.
  ///
  /// @return empty if this is no answer to it
  /// @throws WireException if it is one that proves nothing
  Optional<Answer> answered(long transaction, byte[] bytes, Instant now) {
    var packet = overlay.profile().packet(bytes);
    if (packet.transaction() != transaction || !packet.fragment().isWhole()) {
      return Optional.empty();
    }
    var message = overlay.profile().message(bytes);
    if (!message.contents().isResponse()) return Optional.empty();
    var log = message.header().path().log().orElse(List.of());
    if (log.isEmpty()) throw new WireException("an answer to PING without a route log");
    var claimed = log.getFirst().peer();
    var response = overlay.profile().response(message.contents(), PING.method(), overlay.kinds());
    if (!(response instanceof Response.Answer.Probed(_, var infos))) {
      throw new WireException("PING was refused: " + response);
    }
    return switch (overlay.security().author(message, claimed, now)) {
      case MessageSecurity.Author.Known(var peer, _) when peer.equals(claimed) ->
          Optional.of(new Answer(claimed, infos.stream().noneMatch(Introduction::isOutside)));
      case MessageSecurity.Author.Known(var peer, _) ->
          throw new WireException("peer " + peer + " answered PING for " + claimed);
      case MessageSecurity.Author.Unproved(var signer) ->
          throw new WireException("PING was answered by " + signer + ", who is not known");
      case MessageSecurity.Author.Refused(_, var detail) -> throw new WireException(detail);
    };
  }

  // Whoever answers for nothing is a client, or looks for the overlay itself.
  private static boolean isOutside(ProbeInfo info) {
    return info.topic() == ProbeInfo.Topic.RESPONSIBLE_SET && info.value() == 0;
  }

  /// Who says to be at the other end of a line, by the first message from there.
  ///
  /// @throws WireException if it does not say it
  Id claimed(byte[] first) {
    var packet = overlay.profile().packet(first);
    if (packet.overlay() != number) throw new WireException("a message of another overlay");
    var via = packet.header().path().via();
    if (!via.isEmpty()) return peer(via.getFirst());
    if (!packet.fragment().isWhole()) throw new WireException("a fragment of nobody");
    var message = overlay.profile().message(first);
    if (message.signature().isPresent()
        && message.signature().get().signer() instanceof Signer.Peer(var id)) {
      return id;
    }
    if (!message.contents().isResponse()
        && overlay.profile().request(message.contents(), overlay.kinds())
            instanceof Request.Join(var id, _)) {
      return id;
    }
    throw new WireException("a first message that does not say whose it is");
  }

  private static Id peer(Destination first) {
    return switch (first) {
      case Destination.Unresolved(var id) -> id;
      case Destination.Peer(var id) -> id;
      case Destination.Resource _, Destination.Opaque _ ->
          throw new WireException("a first message from " + first);
    };
  }
}
