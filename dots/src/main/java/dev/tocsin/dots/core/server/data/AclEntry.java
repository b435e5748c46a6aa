// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import dev.tocsin.dots.core.server.data.rules.Minutes;
import dev.tocsin.dots.wire.data.Ace;
import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.Statistics;
import java.time.Instant;
import java.util.Map;

/// A list as it stands.
///
/// @param rank its place among the lists of the client
/// @param measured what its entries matched, by name, as far as somebody measures
/// @param measuredAt the earliest there is before the first measurement
record AclEntry(
    long rank, Acl acl, Instant expires, Map<String, Statistics> measured, Instant measuredAt) {

  AclEntry(long rank, Acl acl, Instant expires) {
    this(rank, acl, expires, Map.of(), Instant.MIN);
  }

  AclEntry {
    measured = Map.copyOf(measured);
  }

  AclEntry with(Acl changed, Instant until) {
    return new AclEntry(rank, changed, until, measured, measuredAt);
  }

  AclEntry at(long otherRank) {
    return new AclEntry(otherRank, acl, expires, measured, measuredAt);
  }

  AclEntry measured(Map<String, Statistics> entries, Instant at) {
    return new AclEntry(rank, acl, expires, entries, at);
  }

  Acl told(Instant now) {
    var aces = acl.aces();
    if (!measured.isEmpty()) aces = aces.stream().map(this::told).toList();
    return acl.withAces(aces).withPendingLifetime(Minutes.until(expires, now));
  }

  private Ace told(Ace ace) {
    return ace.withStatistics(measured.getOrDefault(ace.name(), Statistics.UNKNOWN));
  }
}
