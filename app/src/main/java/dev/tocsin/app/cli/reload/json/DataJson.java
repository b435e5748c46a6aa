// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.json;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.KindGeneration;
import dev.tocsin.reload.wire.data.KindQuery;
import dev.tocsin.reload.wire.data.KindQuery.Which;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.draft.DraftUsages;
import dev.tocsin.reload.wire.usage.StandardKind;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Stored values and what asks for them.
final class DataJson {

  private static final long KIND_MAX = 0xff_ffff;
  private static final long U32_MAX = 0xffff_ffffL;
  private static final int MILLIS = 1000;

  private DataJson() {}

  static Map<String, Object> generation(KindGeneration each) {
    return head(each.kind(), each.generation());
  }

  static KindGeneration generation(Members in) {
    var each = new KindGeneration(kind(in), in.unsigned("generation"));
    in.end();
    return each;
  }

  private static Map<String, Object> head(long kind, long generation) {
    var json = new LinkedHashMap<String, Object>();
    json.put("kind", kind);
    json.put("generation", unsigned(generation));
    return json;
  }

  private static long kind(Members in) {
    return in.number("kind", 0, KIND_MAX);
  }

  static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }

  static Map<String, Object> values(KindValues each) {
    var json = head(each.kind(), each.generation());
    json.put("values", each.values().stream().map(value -> value(each.kind(), value)).toList());
    return json;
  }

  static KindValues values(Members in) {
    long kind = kind(in);
    long generation = in.unsigned("generation");
    var values = in.objects("values").stream().map(DataJson::value).toList();
    in.end();
    return new KindValues(kind, generation, values);
  }

  private static Map<String, Object> value(long kind, StoredValue value) {
    var json = new LinkedHashMap<String, Object>();
    json.put("storage_time", value.storageTimeMillis() / MILLIS);
    json.put("lifetime", value.lifetimeSeconds());
    switch (value.entry()) {
      case Entry.Single _ -> {}
      case Entry.Indexed(var index, _) -> json.put("index", index);
      case Entry.Keyed(var key, _) -> json.put("key", key.hex());
    }
    json.put("exists", value.entry().value().exists());
    var bytes = value.entry().value().bytes();
    json.put("value", bytes.hex());
    if (!bytes.isEmpty()) meaning(kind, bytes, json);
    value.signature().ifPresent(each -> json.put("signature", SignatureJson.write(each)));
    return json;
  }

  // What a value of a standard kind says, for people; whoever wrote it may have written anything.
  private static void meaning(long kind, Bytes bytes, Map<String, Object> json) {
    var standard = StandardKind.of(kind);
    if (standard.isEmpty()) return;
    try {
      switch (standard.get()) {
        case SIP_REGISTRATION ->
            json.put("registration", UsageJson.write(DraftUsages.registration(bytes)));
        case TURN_SERVICE ->
            json.put("turn_server", UsageJson.write(DraftUsages.turnServer(bytes)));
        case CERTIFICATE -> {}
      }
    } catch (WireException e) {
      json.put("problem", e.getMessage());
    }
  }

  private static StoredValue value(Members in) {
    var signature = SignatureJson.read(in, "signature");
    long time = MILLIS * in.number("storage_time", 0, U32_MAX);
    long lifetime = in.number("lifetime", 0, U32_MAX);
    var value = new StoredValue(time, lifetime, entry(in), signature);
    in.end();
    return value;
  }

  private static Entry entry(Members in) {
    var bytes = bytes(in);
    boolean exists = in.flag("exists", true);
    var value = exists ? Entry.Value.of(bytes) : Entry.Value.NONE;
    boolean hasIndex = in.has("index");
    boolean hasKey = in.has("key");
    if (hasIndex) {
      return new Entry.Indexed((int) in.number("index", 0, Integer.MAX_VALUE), value);
    }
    return hasKey ? new Entry.Keyed(in.hex("key"), value) : new Entry.Single(value);
  }

  // The bytes, if they are there; otherwise what they mean.
  private static Bytes bytes(Members in) {
    boolean hasRegistration = in.has("registration");
    boolean hasServer = in.has("turn_server");
    in.has("problem");
    if (in.has("value")) return in.hex("value");
    if (hasRegistration)
      return DraftUsages.write(UsageJson.registration(in.object("registration")));
    if (hasServer) return DraftUsages.write(UsageJson.turnServer(in.object("turn_server")));
    return Bytes.EMPTY;
  }

  static Map<String, Object> query(KindQuery each) {
    var json = head(each.kind(), each.generation());
    switch (each.which()) {
      case Which.Single _ -> {}
      case Which.Range(var first, var last) -> {
        json.put("first", first);
        json.put("last", last);
      }
      case Which.Keys(var keys) -> json.put("keys", keys.stream().map(Bytes::hex).toList());
    }
    return json;
  }

  static KindQuery query(Members in) {
    long kind = kind(in);
    long generation = in.unsigned("generation");
    var query = new KindQuery(kind, generation, which(in));
    in.end();
    return query;
  }

  private static Which which(Members in) {
    boolean hasRange = in.has("first") | in.has("last");
    if (hasRange) {
      int first = (int) in.number("first", 0, Integer.MAX_VALUE);
      return new Which.Range(first, (int) in.number("last", Which.Range.LAST, Integer.MAX_VALUE));
    }
    return in.has("keys") ? new Which.Keys(in.hexes("keys")) : new Which.Single();
  }

  static List<Long> kinds(Members in, String name) {
    return in.numbers(name, KIND_MAX);
  }

  static long kindOf(Members in) {
    return kind(in);
  }
}
