// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.storage;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.security.MessageSecurity;
import dev.tocsin.reload.core.usage.AccessRule;
import dev.tocsin.reload.core.usage.Kind;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.core.usage.MergeRule;
import dev.tocsin.reload.core.usage.SeedRule;
import dev.tocsin.reload.core.usage.Usage;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.KindQuery;
import dev.tocsin.reload.wire.data.KindQuery.Which;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.data.Model;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A storage without signatures, asked as peers ask it, with changes in force at once.
final class Desk {

  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  static final long SINGLE = 0xf00001;
  static final long ARRAY = 0xf00002;
  static final long DICTIONARY = 0xf00003;
  static final long HIDDEN = 0xf00004;
  static final long GATHERING = 0xf00005;
  static final Kind.Limits LIMITS = new Kind.Limits(4, 100, 8);
  static final Id PLACE = new Id(7, 7);
  static final Id PEER = new Id(1, 1);

  static final Kinds KINDS =
      Kinds.of(
          new Usage() {
            @Override
            public String name() {
              return "TEST";
            }

            @Override
            public List<Kind> kinds() {
              return List.of(
                  kind(SINGLE, Model.SINGLE, MergeRule.NEWEST, true),
                  kind(ARRAY, Model.ARRAY, MergeRule.NEWEST, true),
                  kind(DICTIONARY, Model.DICTIONARY, MergeRule.NEWEST, true),
                  kind(HIDDEN, Model.SINGLE, MergeRule.NEWEST, false),
                  kind(GATHERING, Model.ARRAY, MergeRule.ALL, true));
            }
          });

  final Storage storage;
  Instant now = NOW;

  Desk() {
    this(MessageSecurity.SHARED_KEY, KINDS, StorageLimits.DEFAULT);
  }

  Desk(MessageSecurity security, Kinds kinds, StorageLimits limits) {
    this.storage = new Storage(kinds, new ValueCheck(security), limits);
  }

  static Kind kind(long number, Model model, MergeRule merge, boolean isFindable) {
    var access = AccessRule.at(SeedRule.PEERS);
    var rules = new Kind.Rules(SeedRule.PEERS, access, merge, isFindable);
    return new Kind(number, "KIND-" + number, model, LIMITS, rules);
  }

  static MessageSecurity.Author.Known author(Id peer) {
    return new MessageSecurity.Author.Known(peer, Optional.empty());
  }

  // Values: the time is in seconds after NOW.

  static StoredValue single(long time, String value) {
    return value(time, 1000, new Entry.Single(Entry.Value.of(Bytes.of(value))));
  }

  static StoredValue at(long time, int index, String value) {
    return value(time, 1000, new Entry.Indexed(index, Entry.Value.of(Bytes.of(value))));
  }

  static StoredValue last(long time, String value) {
    return at(time, Entry.Indexed.LAST, value);
  }

  static StoredValue keyed(long time, String key, String value) {
    return value(time, 1000, new Entry.Keyed(Bytes.of(key), Entry.Value.of(Bytes.of(value))));
  }

  static StoredValue value(long time, long lifetime, Entry entry) {
    return new StoredValue(NOW.plusSeconds(time).toEpochMilli(), lifetime, entry, Optional.empty());
  }

  static KindValues of(long kind, StoredValue... values) {
    return new KindValues(kind, 0, List.of(values));
  }

  Response store(KindValues... kinds) {
    return settle(
        storage.store(new Request.Store(PLACE, List.of(kinds)), author(PEER), false, now));
  }

  Response copy(KindValues... kinds) {
    return settle(storage.store(new Request.Store(PLACE, List.of(kinds)), author(PEER), true, now));
  }

  Response remove(KindQuery... kinds) {
    return settle(
        storage.remove(new Request.Remove(PLACE, List.of(kinds)), author(PEER), false, now));
  }

  Response settle(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done(var changes, var answer) -> {
        storage.apply(changes);
        yield answer;
      }
      case Outcome.Refused(var failure) -> failure;
      case Outcome.Unproved(var signer) -> throw new AssertionError("no certificate of " + signer);
    };
  }

  Response fetch(KindQuery... kinds) {
    return storage.fetch(new Request.Fetch(PLACE, List.of(kinds)), now);
  }

  /// What is there, as text: `A` or `2:A` or `key:A`, `-` in place of what does not exist.
  List<String> texts(KindQuery query) {
    var fetched = (Response.Answer.Fetched) fetch(query);
    return fetched.kinds().getFirst().values().stream().map(Desk::text).toList();
  }

  List<String> texts(long kind) {
    return texts(
        switch (KINDS.of(kind).orElseThrow()) {
          case SINGLE -> single(kind);
          case ARRAY -> range(kind, 0, Which.Range.LAST);
          case DICTIONARY -> keys(kind);
        });
  }

  private static String text(StoredValue value) {
    return switch (value.entry()) {
      case Entry.Single(var bytes) -> text(bytes);
      case Entry.Indexed(var index, var bytes) -> index + ":" + text(bytes);
      case Entry.Keyed(var key, var bytes) -> key.text() + ":" + text(bytes);
    };
  }

  private static String text(Entry.Value value) {
    return value.exists() ? value.bytes().text() : "-";
  }

  long generation(long kind) {
    return storage.generation(PLACE, kind).generation();
  }

  static KindQuery single(long kind) {
    return new KindQuery(kind, 0, new Which.Single());
  }

  static KindQuery range(long kind, int first, int last) {
    return new KindQuery(kind, 0, new Which.Range(first, last));
  }

  static KindQuery keys(long kind, String... keys) {
    return new KindQuery(kind, 0, new Which.Keys(Arrays.stream(keys).map(Bytes::of).toList()));
  }

  void pass(long seconds) {
    now = now.plusSeconds(seconds);
    if (!storage.deadline().isAfter(now)) storage.tick(now);
  }
}
