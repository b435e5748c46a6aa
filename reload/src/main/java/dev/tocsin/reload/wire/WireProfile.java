// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.wire.data.Models;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.header.Packet;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Contents;
import dev.tocsin.reload.wire.message.Message;
import dev.tocsin.reload.wire.message.Method;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.reload.wire.security.Signer;
import java.util.List;

/// How the values of this protocol look on the wire. An overlay has one profile; two are never
/// mixed on a ring. Everything beyond this boundary is the same for all of them.
public interface WireProfile {

  /// Refused with more than the profile's largest message, or as soon as a length says so.
  int messageBytesMax();

  /// The number that an overlay's name has in the header.
  int overlay(String name);

  /// Reads the forwarding header of a message or fragment; everything else stays as it is.
  ///
  /// @param bytes not to be changed while the packet is used
  /// @throws WireException with what was expected and what came
  Packet packet(byte[] bytes);

  /// Reads a whole message as far as that needs no knowledge of what was asked.
  ///
  /// @throws WireException also if it is a fragment
  Message message(byte[] bytes);

  /// @throws WireException if it does not fit: a list, a value or the whole
  byte[] write(Message message);

  /// @throws UnknownMethodException if the code is none of a method
  /// @throws UnknownKindException if a kind in it has no model: what follows cannot be read
  /// @throws WireException if anything else is wrong with it
  Request request(Contents contents, Models models);

  /// @param asked what the response belongs to
  /// @throws WireException with what was expected and what came
  Response response(Contents contents, Method asked, Models models);

  Contents contents(Request request);

  Contents contents(Response response);

  /// What the signature of a message covers.
  byte[] signed(int overlay, long transaction, Signer signer, Contents contents);

  /// What the signature of a stored value covers.
  byte[] signed(Id resource, long kind, StoredValue value, Signer signer);

  /// Cuts a packet into fragments that are no larger than this, header included; the packet may be
  /// a fragment itself. One that is small enough comes back as it is.
  ///
  /// @throws WireException if that cannot be: the header alone is too large
  List<byte[]> fragments(byte[] packet, int bytesMax);

  /// The message of a first fragment, whose header it gets, and of all bodies in their order.
  byte[] whole(Packet first, List<Bytes> bodies);

  /// A length that tells where the next message of a stream begins.
  ///
  /// @param bytes at least {@link #lengthAfter} of them
  /// @throws WireException if no message can begin so
  int length(byte[] bytes, int offset);

  /// So many bytes of a message tell its length.
  int lengthAfter();
}
