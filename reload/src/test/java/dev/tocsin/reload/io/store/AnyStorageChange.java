// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.store;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.storage.EntryId;
import dev.tocsin.reload.core.storage.Kept;
import dev.tocsin.reload.core.storage.StorageChange;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.security.Signature;
import dev.tocsin.reload.wire.security.Signer;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Random changes, to few places, so that they meet.
record AnyStorageChange(RandomGenerator random) {

  StorageChange next() {
    return switch (random.nextInt(4)) {
      case 0 -> new StorageChange.Drop(place(), id());
      case 1 -> new StorageChange.Count(place(), random.nextInt(3) == 0 ? 0 : random.nextLong());
      case 2 ->
          new StorageChange.Put(
              new Kept(
                  place(), id(), random.nextInt(100), random.nextInt(), Optional.empty(), Id.ZERO));
      default -> put();
    };
  }

  private StorageChange put() {
    var value = Entry.Value.of(bytes(40));
    var entry =
        switch (random.nextInt(3)) {
          case 0 -> new Entry.Single(value);
          case 1 -> new Entry.Indexed(random.nextInt(4), value);
          default -> new Entry.Keyed(bytes(2), value);
        };
    var stored =
        new StoredValue(random.nextLong(1L << 40), random.nextLong(1L << 32), entry, signature());
    return new StorageChange.Put(
        new Kept(
            place(),
            EntryId.of(entry),
            stored.storageTimeMillis(),
            random.nextLong(),
            Optional.of(stored),
            new Id(random.nextLong(), 0)));
  }

  private Kept.Place place() {
    return new Kept.Place(new Id(random.nextInt(5), 1), random.nextInt(3));
  }

  private EntryId id() {
    return random.nextBoolean() ? new EntryId.Index(random.nextInt(4)) : new EntryId.Key(bytes(2));
  }

  private Bytes bytes(int max) {
    var bytes = new byte[random.nextInt(max + 1)];
    random.nextBytes(bytes);
    return Bytes.owning(bytes);
  }

  private Optional<Signature> signature() {
    var signer =
        switch (random.nextInt(4)) {
          case 0 -> new Signer.Peer(Id.random(random));
          case 1 -> new Signer.User("alice@example.com");
          case 2 -> new Signer.Certificate(bytes(30));
          default -> null;
        };
    if (signer == null) return Optional.empty();
    var algorithm = Signature.Algorithm.values()[random.nextInt(2)];
    return Optional.of(new Signature(algorithm, bytes(20), signer));
  }
}
