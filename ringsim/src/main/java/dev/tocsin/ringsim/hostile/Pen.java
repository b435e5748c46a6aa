// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.hostile;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.core.node.NodeOutput.Send;
import dev.tocsin.reload.core.node.NodeParameters;
import dev.tocsin.reload.core.node.Overlay;
import dev.tocsin.reload.wire.WireProfile;
import dev.tocsin.reload.wire.header.Fragment;
import dev.tocsin.reload.wire.header.Header;
import dev.tocsin.reload.wire.header.Packet;
import dev.tocsin.reload.wire.header.Path;
import dev.tocsin.reload.wire.header.Routing;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Contents;
import dev.tocsin.reload.wire.message.Message;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// Writes and reads messages for a bad peer, with the key and the certificate that it really has,
/// and knows its links.
final class Pen {

  private final Overlay overlay;
  private final RandomGenerator random;
  private final NavigableMap<Long, Id> links = new TreeMap<>();

  Pen(Overlay overlay, RandomGenerator random) {
    this.overlay = overlay;
    this.random = random;
  }

  Overlay overlay() {
    return overlay;
  }

  RandomGenerator random() {
    return random;
  }

  WireProfile profile() {
    return overlay.profile();
  }

  /// Links by their numbers.
  NavigableMap<Long, Id> links() {
    return links;
  }

  /// @return empty if it has no link
  Optional<Long> anyLink() {
    if (links.isEmpty()) return Optional.empty();
    return links.keySet().stream().skip(random.nextInt(links.size())).findFirst();
  }

  /// @return empty if it is none, or cannot be read
  Optional<Request> request(Packet packet) {
    if (!packet.isRequest()) return Optional.empty();
    try {
      var message = profile().message(packet.bytes());
      return Optional.of(profile().request(message.contents(), overlay.kinds()));
    } catch (WireException e) {
      return Optional.empty();
    }
  }

  /// The same message with other contents, signed by this peer.
  Send rewritten(Send send, Contents contents) {
    var header = profile().message(send.bytes()).header();
    return new Send(send.link(), signed(header, contents));
  }

  private byte[] signed(Header header, Contents contents) {
    var signature = overlay.security().sign(header.overlay(), header.transaction(), contents);
    return profile().write(new Message(header, contents, signature));
  }

  /// A response to a request that was about to be passed on, back the way that it came.
  Send answer(long link, Send passed, Response response) {
    var header = profile().packet(passed.bytes()).header();
    var path = new Path(header.path().via().reversed(), List.of(), header.path().log());
    return new Send(link, signed(header(header.transaction(), path), profile().contents(response)));
  }

  /// A request to a neighbour.
  byte[] request(Id neighbour, Request request) {
    var path = Path.to(new Destination.Unresolved(neighbour));
    return signed(header(random.nextLong(), path), profile().contents(request));
  }

  /// The same message in another transaction: its signature is not right any more.
  byte[] renamed(byte[] bytes) {
    var message = profile().message(bytes);
    var path = message.header().path();
    return profile()
        .write(
            new Message(header(random.nextLong(), path), message.contents(), message.signature()));
  }

  private Header header(long transaction, Path path) {
    return new Header(
        profile().overlay(overlay.name()),
        NodeParameters.TTL,
        Routing.UNSPECIFIED,
        Fragment.WHOLE,
        transaction,
        path);
  }
}
