// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.security;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Contents;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Message;
import dev.tocsin.reload.wire.security.Signature;
import dev.tocsin.reload.wire.security.Signer;
import java.time.Instant;
import java.util.Optional;

/// Proves who wrote this node's messages, and finds out who wrote others' and what they store.
public interface MessageSecurity {

  /// Where all hold one key: messages are not signed, and say who wrote them only by their way.
  //
  MessageSecurity SHARED_KEY = new SharedKey();

  /// @return empty where messages are not signed
  Optional<Signature> sign(int overlay, long transaction, Contents contents);

  /// @param claimed by the way that the message took
  Author author(Message message, Id claimed, Instant now);

  /// Who made a stored value.
  Proof proof(Id resource, long kind, StoredValue value, Instant now);

  /// Signs a value of this node's own; its signature so far does not matter.
  StoredValue signed(Id resource, long kind, StoredValue value);

  /// A certificate that was fetched.
  ///
  /// @return whether it is to be believed
  boolean learn(Bytes der, Instant now);

  /// Who wrote a message.
  sealed interface Author {

    /// @param certificate absent where messages are not signed
    record Known(Id peer, Optional<PeerCertificate> certificate) implements Author {}

    /// Nobody can tell before this one's certificate is here.
    record Unproved(Signer signer) implements Author {}

    record Refused(FailureCode code, String detail) implements Author {}
  }
}
