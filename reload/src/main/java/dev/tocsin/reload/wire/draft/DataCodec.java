// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.draft;

import dev.tocsin.base.bytes.ByteReader;
import dev.tocsin.base.bytes.ByteWriter;
import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.wire.UnknownKindException;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.KindGeneration;
import dev.tocsin.reload.wire.data.KindQuery;
import dev.tocsin.reload.wire.data.KindQuery.Which;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.data.Model;
import dev.tocsin.reload.wire.data.Models;
import dev.tocsin.reload.wire.data.StoredValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Stored values, and what asks for them.
final class DataCodec {

  private static final int MILLIS = 1000;

  private DataCodec() {}

  static void values(ByteWriter out, KindValues kind) {
    out.u24(kind.kind()).i64(kind.generation());
    Fields.vector16(out, () -> kind.values().forEach(value -> value(out, value)));
  }

  static KindValues values(ByteReader in, Models models) {
    long kind = in.u24("kind");
    long generation = in.i64("generation");
    var model = models.of(kind).orElseThrow(() -> new UnknownKindException(kind));
    var part = Fields.vector16(in, "values");
    var values = new ArrayList<StoredValue>();
    while (part.hasNext()) values.add(value(part, model));
    return new KindValues(kind, generation, values);
  }

  // the length counts what follows it.
  static void value(ByteWriter out, StoredValue value) {
    out.vector32(
        () -> {
          times(out, value);
          entry(out, value.entry(), false);
          value.signature().ifPresent(signature -> SignatureCodec.write(out, signature));
        });
    if (isNothing(value) == value.entry().value().exists()) {
      throw new WireException("this profile cannot tell whether this value exists: " + value);
    }
  }

  private static void times(ByteWriter out, StoredValue value) {
    out.u32(value.storageTimeMillis() / MILLIS).u32(value.lifetimeSeconds());
  }

  static StoredValue value(ByteReader in, Model model) {
    var part = in.part(in.u32("length of a value"), "value");
    long time = part.u32("storage time") * MILLIS;
    long lifetime = part.u32("lifetime");
    var entry = entry(part, model);
    var signature = SignatureCodec.readRest(part);
    var value = new StoredValue(time, lifetime, entry, signature);
    return isNothing(value) ? new StoredValue(time, lifetime, nothing(entry), signature) : value;
  }

  // empty, unsigned, and of no time.
  private static boolean isNothing(StoredValue value) {
    return value.entry().value().bytes().isEmpty()
        && value.signature().isEmpty()
        && value.storageTimeMillis() / MILLIS == 0;
  }

  private static Entry nothing(Entry entry) {
    return switch (entry) {
      case Entry.Single _ -> new Entry.Single(Entry.Value.NONE);
      case Entry.Indexed(var index, _) -> new Entry.Indexed(index, Entry.Value.NONE);
      case Entry.Keyed(var key, _) -> new Entry.Keyed(key, Entry.Value.NONE);
    };
  }

  private static void entry(ByteWriter out, Entry entry, boolean isSigned) {
    switch (entry) {
      case Entry.Single _ -> {}
      // what is put behind the last does not know its index when it is signed.
      case Entry.Indexed(var index, _) -> out.i32(isSigned ? 0 : index);
      case Entry.Keyed(var key, _) -> Fields.opaque(out, key);
    }
    Fields.opaque(out, entry.value().bytes());
  }

  private static Entry entry(ByteReader in, Model model) {
    return switch (model) {
      case SINGLE -> new Entry.Single(existing(in));
      case ARRAY -> new Entry.Indexed(index(in, "index"), existing(in));
      case DICTIONARY -> new Entry.Keyed(Fields.opaque(in, "key"), existing(in));
    };
  }

  private static Entry.Value existing(ByteReader in) {
    return Entry.Value.of(Fields.opaque(in, "value"));
  }

  private static int index(ByteReader in, String field) {
    int index = in.i32(field);
    if (index < Entry.Indexed.LAST) throw new WireException(field + " " + index);
    return index;
  }

  /// What the signature of a value covers, without the signer.
  static void signed(ByteWriter out, long kind, StoredValue value) {
    out.u24(kind);
    times(out, value);
    entry(out, value.entry(), true);
  }

  // neither a tag nor a length; the kind tells the model.
  static void query(ByteWriter out, KindQuery query) {
    out.u24(query.kind()).i64(query.generation());
    switch (query.which()) {
      case Which.Single _ -> {}
      case Which.Range(var first, var last) -> out.i32(first).i32(last);
      case Which.Keys(var keys) ->
          Fields.vector16(out, () -> keys.forEach(key -> Fields.opaque(out, key)));
    }
  }

  static List<KindQuery> queries(ByteReader in, Models models) {
    var queries = new ArrayList<KindQuery>();
    while (in.hasNext()) {
      long kind = in.u24("kind");
      long generation = in.i64("generation");
      var model = models.of(kind).orElseThrow(() -> new UnknownKindException(kind));
      queries.add(new KindQuery(kind, generation, which(in, model)));
    }
    return queries;
  }

  private static Which which(ByteReader in, Model model) {
    return switch (model) {
      case SINGLE -> new Which.Single();
      case ARRAY -> new Which.Range(index(in, "first index"), index(in, "last index"));
      case DICTIONARY -> {
        var part = Fields.vector16(in, "keys");
        var keys = new ArrayList<Bytes>();
        while (part.hasNext()) keys.add(Fields.opaque(part, "key"));
        yield new Which.Keys(keys);
      }
    };
  }

  static void generations(ByteWriter out, List<KindGeneration> kinds) {
    kinds.forEach(each -> out.u24(each.kind()).i64(each.generation()));
  }

  static List<KindGeneration> generations(ByteReader in) {
    var kinds = new ArrayList<KindGeneration>();
    while (in.hasNext()) kinds.add(new KindGeneration(in.u24("kind"), in.i64("generation")));
    return kinds;
  }

  // what does not fit into one list goes on in another of the same kind.
  static void fetched(ByteWriter out, KindValues kind) {
    var piece = new ArrayList<StoredValue>();
    int bytes = 0;
    Consumer<List<StoredValue>> flush =
        values -> values(out, new KindValues(kind.kind(), kind.generation(), values));
    for (var value : kind.values()) {
      var written = new ByteWriter();
      value(written, value);
      if (bytes + written.size() > Layout.VECTOR_MAX && !piece.isEmpty()) {
        flush.accept(piece);
        piece.clear();
        bytes = 0;
      }
      piece.add(value);
      bytes += written.size();
    }
    flush.accept(piece);
  }

  static List<KindValues> fetched(ByteReader in, Models models) {
    var pieces = new ArrayList<KindValues>();
    while (in.hasNext()) pieces.add(values(in, models));
    var kinds = new ArrayList<KindValues>();
    int from = 0;
    while (from < pieces.size()) {
      int to = from + 1;
      while (to < pieces.size() && goesOn(pieces.get(from), pieces.get(to))) to++;
      kinds.add(joined(pieces.subList(from, to)));
      from = to;
    }
    return kinds;
  }

  private static boolean goesOn(KindValues before, KindValues next) {
    return before.kind() == next.kind() && before.generation() == next.generation();
  }

  private static KindValues joined(List<KindValues> pieces) {
    var first = pieces.getFirst();
    if (pieces.size() == 1) return first;
    var values = pieces.stream().flatMap(piece -> piece.values().stream()).toList();
    return new KindValues(first.kind(), first.generation(), values);
  }
}
