// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.migration;

import dev.tocsin.reload.wire.id.Id;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What one owner wrote at one place, and what may be found there.
final class Written {

  /// A version.
  ///
  /// @param isRemoval whether there is nothing from then on
  private record Version(boolean isRemoval) {}

  private final Id owner;
  private final Id place;
  private final List<Version> versions = new ArrayList<>();
  // Versions up to this one were confirmed; of later ones nobody knows.
  private int confirmed;
  private boolean isUnderWay;
  private Instant last = Instant.MIN;

  Written(Id owner, Id place) {
    this.owner = owner;
    this.place = place;
  }

  Id owner() {
    return owner;
  }

  Id place() {
    return place;
  }

  /// Whether the owner may write now: times of storage are in seconds.
  boolean isFree(Instant now) {
    return !isUnderWay && now.isAfter(last.plusSeconds(2));
  }

  boolean isEmpty() {
    return versions.isEmpty() || versions.getLast().isRemoval();
  }

  /// @return the number of the version
  int begin(boolean isRemoval, Instant now) {
    versions.add(new Version(isRemoval));
    isUnderWay = true;
    last = now;
    return versions.size();
  }

  void over(int version, boolean isConfirmed) {
    isUnderWay = false;
    if (isConfirmed) confirmed = version;
  }

  int confirmed() {
    return confirmed;
  }

  /// Whether it is known that there is a value.
  boolean isSure() {
    return confirmed > 0 && confirmed == versions.size() && !isEmpty();
  }

  /// @param since what was confirmed when the question was asked
  /// @param found the version; empty if nothing was found
  boolean isRight(int since, Optional<Integer> found) {
    if (found.isPresent())
      return found.get() >= since && !versions.get(found.get() - 1).isRemoval();
    if (since == 0) return true;
    return versions.subList(since - 1, versions.size()).stream().anyMatch(Version::isRemoval);
  }
}
