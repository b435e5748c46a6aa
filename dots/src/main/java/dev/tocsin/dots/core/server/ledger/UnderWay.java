// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.ledger;

import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.server.Change;
import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.ServerOutput.Commit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The commits that may still fail, and how to take each back.
///
/// The state in memory runs ahead of the disk, so a later commit may already have built on one that
/// fails. Every change carries the whole value, so it is enough to look at each value alone: if a
/// later commit wrote it again, what that one would go back to is corrected; otherwise the value
/// goes back. Successes are told now and then; a commit that is old enough has succeeded.
public final class UnderWay {

  /// What a failed commit leaves to do.
  ///
  /// @param restored to be put in place, each value once
  /// @param observed observations that were never granted
  /// @param ordered mitigations for which nothing was asked of a mitigator after all
  public record TakenBack(
      List<Change> restored, List<ExchangeId> observed, List<MitigationKey> ordered) {}

  private record Entry(
      long serial, List<Change> undo, List<ExchangeId> observed, List<MitigationKey> ordered) {}

  private record ClientName(String domain, String cuid) {}

  private record DomainName(String domain) {}

  private record PeerName(String domain, String owner) {}

  private final @Nullable Entry[] ring = new Entry[Commit.UNDER_WAY_MAX];
  private long last;
  private long settled;

  /// The serial of a new commit.
  public long begin(Decision decision) {
    last++;
    ring[slot(last)] =
        new Entry(
            last,
            firstOfEach(decision.undo()),
            List.copyOf(decision.observed()),
            List.copyOf(decision.ordered()));
    return last;
  }

  /// Up to this serial nothing fails any more.
  public void settled(long serial) {
    long first = Math.max(settled, serial - Commit.UNDER_WAY_MAX) + 1;
    for (long each = first; each <= serial; each++) {
      if (entry(each) != null) ring[slot(each)] = null;
    }
    settled = Math.max(settled, serial);
  }

  /// Another node has committed this. Commits of this node that write the same value and are not
  /// settled come behind it: they stand, and would go back to it.
  public boolean isOvertaken(Change foreign) {
    return correctedLater(foreign, settled);
  }

  public TakenBack takeBack(long serial) {
    var failed = entry(serial);
    if (failed == null) return new TakenBack(List.of(), List.of(), List.of());
    ring[slot(serial)] = null;
    var restored = new ArrayList<Change>();
    for (var change : failed.undo()) {
      if (!correctedLater(change, serial)) restored.add(change);
    }
    return new TakenBack(restored, failed.observed(), failed.ordered());
  }

  private boolean correctedLater(Change undo, long serial) {
    var key = key(undo);
    for (long later = serial + 1; later <= last; later++) {
      var entry = entry(later);
      if (entry == null) continue;
      for (int i = 0; i < entry.undo().size(); i++) {
        if (!key(entry.undo().get(i)).equals(key)) continue;
        var corrected = new ArrayList<>(entry.undo());
        corrected.set(i, undo);
        ring[slot(later)] =
            new Entry(later, List.copyOf(corrected), entry.observed(), entry.ordered());
        return true;
      }
    }
    return false;
  }

  private @Nullable Entry entry(long serial) {
    var entry = ring[slot(serial)];
    return entry != null && entry.serial() == serial ? entry : null;
  }

  private static int slot(long serial) {
    return (int) (serial % Commit.UNDER_WAY_MAX);
  }

  /// One commit may write a value twice: only what was before the first counts.
  private static List<Change> firstOfEach(List<Change> undo) {
    if (undo.size() < 2) return List.copyOf(undo);
    var seen = new HashSet<Object>();
    return undo.stream().filter(change -> seen.add(key(change))).toList();
  }

  public static Object key(Change change) {
    return switch (change) {
      case Change.PutMitigation(var mitigation) -> mitigation.key();
      case Change.RemoveMitigation(var key) -> key;
      case Change.BindClient(var domain, var cuid, _, _) -> new ClientName(domain, cuid);
      case Change.RemoveClient(var domain, var cuid) -> new ClientName(domain, cuid);
      case Change.PutConfig(var domain, var owner, _) -> new PeerName(domain, owner);
      case Change.RemoveConfig(var domain, var owner) -> new PeerName(domain, owner);
      case Change.PutDomain(var customer) -> new DomainName(customer.name());
      case Change.RemoveDomain(var name) -> new DomainName(name);
      case Change.Data(var data) -> data.key();
    };
  }
}
