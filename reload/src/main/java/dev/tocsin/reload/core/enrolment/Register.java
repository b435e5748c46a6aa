// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.enrolment;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.time.TokenBucket;
import dev.tocsin.reload.core.enrolment.Decision.Why;
import dev.tocsin.reload.core.security.OverlayTrust;
import dev.tocsin.reload.wire.id.Id;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Decides who gets which certificate, and knows what was given. One thread at a time.
public final class Register {

  private static final Duration HOUR = Duration.ofHours(1);

  private final EnrolmentRules rules;
  private final RandomGenerator random;
  private final Map<Id, Device> devices = new LinkedHashMap<>();
  private final Map<Bytes, Device> byKey = new HashMap<>();
  private final Map<String, List<Device>> byUser = new HashMap<>();
  private final Set<Id> peers = new HashSet<>();
  private final Map<String, TokenBucket> rates = new HashMap<>();
  private Instant swept = Instant.MIN;

  /// @param random whose numbers nobody can foresee (EB-8)
  /// @param known devices of before
  public Register(EnrolmentRules rules, RandomGenerator random, Collection<Device> known) {
    this.rules = rules;
    this.random = random;
    known.forEach(this::put);
  }

  public int devices() {
    return devices.size();
  }

  /// Decides, and takes what it decides as given: if that cannot be remembered and the user asks
  /// again with his key, he gets the same peers.
  public Decision decide(Account account, Wanted wanted, Instant now) {
    if (!(account.standing() instanceof Account.Standing.Admitted)) {
      return refused(Why.DENIED, "user '" + account.user() + "' gets no certificates");
    }
    var changes = sweep(now);
    if (!rate(account.user()).take(now)) {
      return new Decision.TooOften(HOUR.dividedBy(rules.perHour()));
    }
    var hash = Device.hash(wanted.key());
    return keyRefusal(account, wanted.key(), hash)
        .or(() -> nameRefusal(account, wanted.names()))
        .or(() -> peerRefusal(account, wanted, hash))
        .<Decision>map(refusal -> refusal)
        .orElseGet(() -> issue(account, wanted, hash, now, changes));
  }

  private static Decision.Refused refused(Why why, String detail) {
    return new Decision.Refused(why, detail);
  }

  private TokenBucket rate(String user) {
    return rates.computeIfAbsent(
        user, _ -> new TokenBucket(rules.perHour() / (double) HOUR.toSeconds(), rules.perHour()));
  }

  private Optional<Decision.Refused> keyRefusal(Account account, PublicKey key, Bytes hash) {
    boolean isStrong =
        key instanceof RSAPublicKey rsa
            && rsa.getModulus().bitLength() >= OverlayTrust.KEY_BITS_MIN
            && rsa.getPublicExponent().testBit(0);
    if (!isStrong) {
      return Optional.of(
          refused(
              Why.KEY, "expected a key of RSA of at least " + OverlayTrust.KEY_BITS_MIN + " bits"));
    }
    // A signature would otherwise be by two users.
    var holder = byKey.get(hash);
    return holder == null || holder.user().equals(account.user())
        ? Optional.empty()
        : Optional.of(refused(Why.KEY, "this key was certified for another user"));
  }

  private static Optional<Decision.Refused> nameRefusal(Account account, List<String> names) {
    return names.stream()
        .filter(name -> !account.names().contains(name))
        .findFirst()
        .map(name -> refused(Why.NAME, "'" + name + "' is not a name of this user"));
  }

  // CE-2: who asks for peers has to have them already; nobody chooses any.
  private Optional<Decision.Refused> peerRefusal(Account account, Wanted wanted, Bytes hash) {
    if (wanted.peers().isEmpty()) return Optional.empty();
    var holder = holder(account, wanted.peers());
    if (holder.isEmpty()) {
      return Optional.of(
          refused(Why.PEER, "these peers are not of one device of this user: " + wanted.peers()));
    }
    var ofKey = byKey.get(hash);
    return ofKey == null || ofKey.equals(holder.get())
        ? Optional.empty()
        : Optional.of(refused(Why.PEER, "this key is of another device than these peers"));
  }

  private Optional<Device> holder(Account account, List<Id> wanted) {
    return byUser.getOrDefault(account.user(), List.of()).stream()
        .filter(device -> device.peers().containsAll(wanted))
        .findFirst();
  }

  private Decision issue(
      Account account, Wanted wanted, Bytes hash, Instant now, List<DeviceChange> changes) {
    var before =
        wanted.peers().isEmpty()
            ? Optional.ofNullable(byKey.get(hash))
            : holder(account, wanted.peers());
    var own = byUser.getOrDefault(account.user(), List.of());
    if (before.isEmpty() && own.size() >= rules.devicesMax()) {
      return refused(
          Why.DEVICES,
          "this user has %d devices already; one without a certificate is forgotten after %d days"
              .formatted(own.size(), rules.kept().toDays()));
    }
    var given = before.map(Device::peers).orElseGet(this::draw);
    var device = new Device(account.user(), hash, given, now.plus(rules.lifetime()));
    before.ifPresent(this::remove);
    put(device);
    changes.add(new DeviceChange.Put(device));
    var names = wanted.names().isEmpty() ? account.names() : wanted.names();
    return new Decision.Issue(device, names, before.isPresent(), changes);
  }

  // EB-8: "cryptographically random", and of one certificate only.
  private List<Id> draw() {
    var drawn = new ArrayList<Id>();
    while (drawn.size() < rules.peers()) {
      var id = Id.random(random);
      if (!peers.contains(id) && !drawn.contains(id)) drawn.add(id);
    }
    return drawn;
  }

  private void put(Device device) {
    devices.put(device.id(), device);
    byKey.put(device.key(), device);
    byUser.computeIfAbsent(device.user(), _ -> new ArrayList<>(1)).add(device);
    peers.addAll(device.peers());
  }

  private void remove(Device device) {
    devices.remove(device.id());
    byKey.remove(device.key(), device);
    device.peers().forEach(peers::remove);
    var own = Objects.requireNonNull(byUser.get(device.user()));
    own.remove(device);
    if (own.isEmpty()) byUser.remove(device.user());
  }

  /// Forgets, once an hour, devices that had no certificate for too long.
  private List<DeviceChange> sweep(Instant now) {
    var changes = new ArrayList<DeviceChange>();
    if (!swept.equals(Instant.MIN) && now.isBefore(swept.plus(HOUR))) return changes;
    swept = now;
    rates.values().removeIf(bucket -> bucket.isFull(now));
    for (var device : List.copyOf(devices.values())) {
      if (device.until().plus(rules.kept()).isAfter(now)) continue;
      remove(device);
      changes.add(new DeviceChange.Forget(device.id()));
    }
    return changes;
  }
}
