// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.security;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Contents;
import dev.tocsin.reload.wire.message.Message;
import dev.tocsin.reload.wire.security.Signature;
import java.time.Instant;
import java.util.Optional;

/// neither messages nor values are signed; who holds the key is believed.
final class SharedKey implements MessageSecurity {

  private static final Proof PROOF = new Proof.NotNeeded();

  @Override
  public Optional<Signature> sign(int overlay, long transaction, Contents contents) {
    return Optional.empty();
  }

  @Override
  public Author author(Message message, Id claimed, Instant now) {
    return new Author.Known(claimed, Optional.empty());
  }

  @Override
  public Proof proof(Id resource, long kind, StoredValue value, Instant now) {
    return PROOF;
  }

  @Override
  public StoredValue signed(Id resource, long kind, StoredValue value) {
    return new StoredValue(
        value.storageTimeMillis(), value.lifetimeSeconds(), value.entry(), Optional.empty());
  }

  @Override
  public boolean learn(Bytes der, Instant now) {
    return false;
  }
}
