// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.stream;

import dev.tocsin.alto.wire.VersionTag;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The last versions of all that is followed, from however many streams, and which of them fit
/// together. Any thread may use it.
final class Board {

  private final Map<Key, Version> versions = new HashMap<>();
  private final Map<Key, Instant> unusableSince = new HashMap<>();

  private record Key(Subscription subscription, Optional<String> part) {
    static Key of(Version version) {
      return new Key(version.subscription(), version.part());
    }
  }

  /// @return what was held before
  synchronized Optional<Version> put(Version version, Instant now) {
    var before = Optional.ofNullable(versions.put(Key.of(version), version));
    versions.forEach(
        (key, each) -> {
          if (isUsable(each)) unusableSince.remove(key);
          else unusableSince.putIfAbsent(key, now);
        });
    return before;
  }

  // RFC 8895 §9.2: nothing is used that depends on what has changed meanwhile.
  synchronized boolean isUsable(Version version) {
    return version.dependsOn().stream().noneMatch(this::isOutdated);
  }

  private boolean isOutdated(VersionTag tag) {
    return versions.values().stream()
        .filter(held -> held.subscription().resourceId().equals(tag.resourceId()))
        .flatMap(held -> held.tag().stream())
        .anyMatch(held -> !held.equals(tag));
  }

  /// @return the first of these that has not been usable for that long
  synchronized Optional<Subscription> overdue(
      Collection<Subscription> among, Instant now, Duration wait) {
    return unusableSince.entrySet().stream()
        .filter(each -> among.contains(each.getKey().subscription()))
        .filter(each -> each.getValue().plus(wait).isBefore(now))
        .map(each -> each.getKey().subscription())
        .findFirst();
  }

  synchronized Optional<Version> held(Subscription subscription) {
    return Optional.ofNullable(versions.get(new Key(subscription, Optional.empty())));
  }

  /// What of these is held.
  synchronized Map<Subscription, Version> held(Collection<Subscription> subscriptions) {
    var held = new HashMap<Subscription, Version>();
    for (var each : subscriptions) held(each).ifPresent(version -> held.put(each, version));
    return held;
  }

  synchronized void forget(Subscription subscription) {
    versions.keySet().removeIf(key -> key.subscription().equals(subscription));
    unusableSince.keySet().removeIf(key -> key.subscription().equals(subscription));
  }
}
