// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.scenario;

import dev.tocsin.dots.wire.CoapMessage;

/// What goes over the simulated network: a handshake, and CoAP messages inside a session.
///
/// A session is named by the client's address and its connection number.
sealed interface Frame {

  long connection();

  record Hello(long connection) implements Frame {}

  record Welcome(long connection) implements Frame {}

  /// @param message the Message ID (RFC 7252 §3): the same for every copy of a confirmable request
  record Request(long connection, long message, long token, CoapMessage.Request content)
      implements Frame {}

  /// @param order ascending within an observation (RFC 7641 §3.4)
  record Response(
      long connection, long token, boolean notification, long order, CoapMessage.Response content)
      implements Frame {}

  /// RFC 7641 §3.6: a notification that nobody knows any more.
  record Reset(long connection, long token) implements Frame {}

  /// The server's heartbeat, and its answer.
  record Beat(long connection, long message, CoapMessage.Request content) implements Frame {}

  record BeatAnswer(long connection, long message) implements Frame {}

  record Close(long connection) implements Frame {}
}
