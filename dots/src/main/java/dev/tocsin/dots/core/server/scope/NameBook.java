// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.scope;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.base.time.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// The names that somebody uses, their addresses, and when to ask for each again.
///
/// A name that does not resolve keeps the addresses it had and is asked again after a growing
/// pause; no other name is touched by that.
///
/// @param <U> who uses a name
public final class NameBook<U> {

  /// @param ttlMin an answer holds at least so long
  /// @param ttlMax and at most so long
  /// @param retryMin first pause after a failure
  /// @param retryMax longest pause
  /// @param answerMax an answer that has not come by then is a failure
  /// @param addressesMax of one name; further ones are left out
  public record Settings(
      Duration ttlMin,
      Duration ttlMax,
      Duration retryMin,
      Duration retryMax,
      Duration answerMax,
      int addressesMax) {
    public static final Settings DEFAULT =
        new Settings(
            Duration.ofSeconds(30),
            Duration.ofDays(1),
            Duration.ofSeconds(2),
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            256);
  }

  private static final class Name<U> {
    final Set<U> users = new LinkedHashSet<>();
    final Backoff backoff;
    List<Prefix> addresses = List.of();
    boolean asked;

    Name(Backoff backoff) {
      this.backoff = backoff;
    }
  }

  private final Settings settings;
  private final RandomGenerator random;
  private final Map<String, Name<U>> names = new HashMap<>();

  public NameBook(Settings settings, RandomGenerator random) {
    this.settings = settings;
    this.random = random;
  }

  /// @return when to look again, if the name is new here and has to be asked for now
  public Optional<Instant> hold(String name, U user, Instant now) {
    var known = names.get(name);
    if (known != null) {
      known.users.add(user);
      return Optional.empty();
    }
    var added = new Name<U>(new Backoff(settings.retryMin(), settings.retryMax(), random));
    added.users.add(user);
    added.asked = true;
    names.put(name, added);
    return Optional.of(now.plus(settings.answerMax()));
  }

  /// What was known of a name in an earlier run, until an answer takes its place.
  public void remember(String name, List<Prefix> addresses) {
    var known = names.get(name);
    if (known != null && known.addresses.isEmpty()) known.addresses = List.copyOf(addresses);
  }

  /// @return true if nobody uses the name any more
  public boolean release(String name, U user) {
    var known = names.get(name);
    if (known == null) return true;
    known.users.remove(user);
    if (known.users.isEmpty()) names.remove(name);
    return known.users.isEmpty();
  }

  public List<Prefix> addresses(String name) {
    var known = names.get(name);
    return known == null ? List.of() : known.addresses;
  }

  /// In the order in which they came.
  public List<U> users(String name) {
    var known = names.get(name);
    return known == null ? List.of() : List.copyOf(known.users);
  }

  /// An answer came, empty if the name does not resolve.
  ///
  /// @return when to look again; empty if nobody uses the name
  public Optional<Instant> resolved(
      String name, List<Prefix> addresses, Duration ttl, Instant now) {
    var known = names.get(name);
    if (known == null) return Optional.empty();
    known.asked = false;
    if (addresses.isEmpty()) return Optional.of(now.plus(known.backoff.next()));
    known.addresses =
        addresses.stream().distinct().sorted().limit(settings.addressesMax()).toList();
    known.backoff.reset();
    return Optional.of(now.plus(clamped(ttl)));
  }

  private Duration clamped(Duration ttl) {
    if (ttl.compareTo(settings.ttlMin()) < 0) return settings.ttlMin();
    return ttl.compareTo(settings.ttlMax()) > 0 ? settings.ttlMax() : ttl;
  }

  /// The time to look again has come.
  ///
  /// @return when to look next
  public Instant look(String name, Instant now) {
    var known = names.get(name);
    if (known == null) return Instant.MAX;
    if (known.asked) {
      known.asked = false;
      return now.plus(known.backoff.next());
    }
    known.asked = true;
    return now.plus(settings.answerMax());
  }

  /// Whether the name is being asked for at this moment.
  public boolean isAsked(String name) {
    var known = names.get(name);
    return known != null && known.asked;
  }

  public int size() {
    return names.size();
  }
}
