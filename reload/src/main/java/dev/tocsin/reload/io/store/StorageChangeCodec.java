// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.store;

import dev.tocsin.base.bytes.ByteReader;
import dev.tocsin.base.bytes.ByteWriter;
import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.store.ChangeCodec;
import dev.tocsin.reload.core.storage.EntryId;
import dev.tocsin.reload.core.storage.Kept;
import dev.tocsin.reload.core.storage.StorageChange;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.Entry.Value;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.security.Signature;
import dev.tocsin.reload.wire.security.Signer;
import java.util.Optional;

/// Changes of a peer's storage as bytes: a number for the form, then its fields. A form once given
/// keeps its fields for ever; other fields need another number.
final class StorageChangeCodec implements ChangeCodec<StorageChange> {

  private static final int PUT = 1;
  private static final int DROP = 2;
  private static final int COUNT = 3;
  private static final int PUT_REMOVED = 4;

  private static final int SINGLE = 0;
  private static final int INDEXED = 1;
  private static final int KEYED = 2;

  private static final int UNSIGNED = 0;
  private static final int RSA_SHA1 = 1;
  private static final int RSA_SHA256 = 2;

  private static final int PEER = 1;
  private static final int USER = 2;
  private static final int CERTIFICATE = 3;

  @Override
  public byte[] encode(StorageChange change) {
    var out = new ByteWriter();
    switch (change) {
      case StorageChange.Put(var kept) when kept.value().isPresent() -> {
        place(out.u8(PUT), kept.place());
        out.i64(kept.expiresMillis()).bytes(kept.owner().bytes());
        value(out, kept.value().get());
      }
      case StorageChange.Put(var kept) -> {
        place(out.u8(PUT_REMOVED), kept.place());
        out.i64(kept.expiresMillis()).i64(kept.storageTimeMillis());
        id(out, kept.id());
      }
      case StorageChange.Drop(var place, var id) -> {
        place(out.u8(DROP), place);
        id(out, id);
      }
      case StorageChange.Count(var place, var generation) -> {
        place(out.u8(COUNT), place);
        out.i64(generation);
      }
    }
    return out.toArray();
  }

  private static void place(ByteWriter out, Kept.Place place) {
    out.bytes(place.resource().bytes()).u32(place.kind());
  }

  private static void id(ByteWriter out, EntryId id) {
    switch (id) {
      case EntryId.Index(var index) -> out.u8(INDEXED).i32(index);
      case EntryId.Key(var key) -> opaque(out.u8(KEYED), key);
    }
  }

  private static void opaque(ByteWriter out, Bytes bytes) {
    out.u32(bytes.length()).bytes(bytes);
  }

  private static void value(ByteWriter out, StoredValue value) {
    out.i64(value.storageTimeMillis()).u32(value.lifetimeSeconds());
    switch (value.entry()) {
      case Entry.Single _ -> out.u8(SINGLE);
      case Entry.Indexed(var index, _) -> out.u8(INDEXED).i32(index);
      case Entry.Keyed(var key, _) -> opaque(out.u8(KEYED), key);
    }
    opaque(out, value.entry().value().bytes());
    value.signature().ifPresentOrElse(each -> signature(out, each), () -> out.u8(UNSIGNED));
  }

  private static void signature(ByteWriter out, Signature signature) {
    out.u8(
        switch (signature.algorithm()) {
          case RSA_SHA1 -> RSA_SHA1;
          case RSA_SHA256 -> RSA_SHA256;
        });
    opaque(out, signature.value());
    switch (signature.signer()) {
      case Signer.Peer(var id) -> out.u8(PEER).bytes(id.bytes());
      case Signer.User(var name) -> opaque(out.u8(USER), Bytes.of(name));
      case Signer.Certificate(var der) -> opaque(out.u8(CERTIFICATE), der);
    }
  }

  @Override
  public StorageChange decode(byte[] bytes) {
    var in = new ByteReader(bytes);
    try {
      var change = change(in);
      in.end("the change");
      return change;
    } catch (IllegalArgumentException e) {
      throw new WireException("a stored value is out of its range: " + e.getMessage(), e);
    }
  }

  private static StorageChange change(ByteReader in) {
    int form = in.u8("form");
    var place = new Kept.Place(readId(in, "resource"), in.u32("kind"));
    return switch (form) {
      case PUT -> {
        long expires = in.i64("end");
        var owner = readId(in, "owner");
        var value = value(in);
        yield new StorageChange.Put(
            new Kept(
                place,
                EntryId.of(value.entry()),
                value.storageTimeMillis(),
                expires,
                Optional.of(value),
                owner));
      }
      case PUT_REMOVED -> {
        long expires = in.i64("end");
        long time = in.i64("storage time");
        yield new StorageChange.Put(
            new Kept(place, entryId(in), time, expires, Optional.empty(), Id.ZERO));
      }
      case DROP -> new StorageChange.Drop(place, entryId(in));
      case COUNT -> new StorageChange.Count(place, in.i64("generation"));
      default -> throw new WireException("an unknown form of change: " + form);
    };
  }

  private static Id readId(ByteReader in, String field) {
    return Id.read(in.bytes(Id.BYTES, field).toArray(), 0);
  }

  private static EntryId entryId(ByteReader in) {
    int type = in.u8("entry");
    return switch (type) {
      case INDEXED -> new EntryId.Index(in.i32("index"));
      case KEYED -> new EntryId.Key(opaque(in, "key"));
      default -> throw new WireException("an unknown type of entry: " + type);
    };
  }

  private static Bytes opaque(ByteReader in, String field) {
    return in.part(in.u32(field), field).rest();
  }

  private static StoredValue value(ByteReader in) {
    long time = in.i64("storage time");
    long lifetime = in.u32("lifetime");
    int type = in.u8("entry");
    var entry =
        switch (type) {
          case SINGLE -> new Entry.Single(existing(in));
          case INDEXED -> new Entry.Indexed(index(in), existing(in));
          case KEYED -> new Entry.Keyed(opaque(in, "key"), existing(in));
          default -> throw new WireException("an unknown type of entry: " + type);
        };
    return new StoredValue(time, lifetime, entry, signature(in));
  }

  private static int index(ByteReader in) {
    int index = in.i32("index");
    if (index < 0) throw new WireException("a stored value has index " + index);
    return index;
  }

  private static Value existing(ByteReader in) {
    return Value.of(opaque(in, "value"));
  }

  private static Optional<Signature> signature(ByteReader in) {
    int algorithm = in.u8("algorithm");
    return switch (algorithm) {
      case UNSIGNED -> Optional.empty();
      case RSA_SHA1 -> Optional.of(signature(in, Signature.Algorithm.RSA_SHA1));
      case RSA_SHA256 -> Optional.of(signature(in, Signature.Algorithm.RSA_SHA256));
      default -> throw new WireException("an unknown algorithm of signatures: " + algorithm);
    };
  }

  private static Signature signature(ByteReader in, Signature.Algorithm algorithm) {
    return new Signature(algorithm, opaque(in, "signature"), signer(in));
  }

  private static Signer signer(ByteReader in) {
    int type = in.u8("signer");
    return switch (type) {
      case PEER -> new Signer.Peer(readId(in, "signing peer"));
      case USER -> new Signer.User(opaque(in, "signing user").text());
      case CERTIFICATE -> new Signer.Certificate(opaque(in, "signing certificate"));
      default -> throw new WireException("an unknown type of signer: " + type);
    };
  }
}
