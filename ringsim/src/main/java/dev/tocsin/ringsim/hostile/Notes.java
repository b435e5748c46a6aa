// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.hostile;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.usage.AccessRule;
import dev.tocsin.reload.core.usage.Kind;
import dev.tocsin.reload.core.usage.MergeRule;
import dev.tocsin.reload.core.usage.SeedRule;
import dev.tocsin.reload.core.usage.Usage;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.KindQuery;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.data.Model;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Every peer keeps one note at its own place, which only it may write.
public final class Notes implements Usage {

  // of the private ones.
  public static final long KIND = 0xF0_0001;

  private static final long LIFETIME_SECONDS = 86_400;
  private static final Kind.Limits LIMITS = new Kind.Limits(1, 256, 0);

  @Override
  public String name() {
    return "NOTE";
  }

  @Override
  public List<Kind> kinds() {
    var access = AccessRule.at(SeedRule.PEERS);
    var rules = new Kind.Rules(SeedRule.PEERS, access, MergeRule.NEWEST, false);
    return List.of(new Kind(KIND, name(), Model.SINGLE, LIMITS, rules));
  }

  /// A note as it is stored now; not signed yet.
  public static StoredValue value(String text, Instant now) {
    var entry = new Entry.Single(Entry.Value.of(Bytes.of(text)));
    return new StoredValue(now.getEpochSecond() * 1000, LIFETIME_SECONDS, entry, Optional.empty());
  }

  /// The same with one byte more, a second later.
  static StoredValue changed(StoredValue value) {
    var bytes = value.entry().value().bytes().toArray();
    var longer = Arrays.copyOf(bytes, bytes.length + 1);
    var entry = new Entry.Single(Entry.Value.of(Bytes.owning(longer)));
    return new StoredValue(
        value.storageTimeMillis() + 1000, LIFETIME_SECONDS, entry, value.signature());
  }

  public static Request.Store store(Id place, StoredValue value) {
    return new Request.Store(place, List.of(new KindValues(KIND, 0, List.of(value))));
  }

  public static Request.Fetch fetch(Id place) {
    return new Request.Fetch(place, List.of(new KindQuery(KIND, 0, new KindQuery.Which.Single())));
  }

  public static Request.Remove remove(Id place) {
    return new Request.Remove(place, List.of(new KindQuery(KIND, 0, new KindQuery.Which.Single())));
  }
}
