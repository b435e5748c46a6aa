// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.forwarding;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.wire.WireProfile;
import dev.tocsin.reload.wire.header.Packet;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Puts messages together again whose fragments arrive in any order, some of them twice (FR-2). It
/// holds so many bytes at most: then the messages that wait longest are given up.
public final class Reassembly {

  //
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int UNKNOWN = -1;

  // Whoever sent it, as well as that is known: transactions of two peers may be equal.
  private record Key(Destination origin, long transaction) {}

  private static final class Waiting {
    final Instant until;
    final TreeMap<Integer, Packet> parts = new TreeMap<>();
    int bytes;
    int end = UNKNOWN;

    Waiting(Instant until) {
      this.until = until;
    }
  }

  private final WireProfile profile;
  private final int bytesMax;
  private final Map<Key, Waiting> waiting = new LinkedHashMap<>();
  private int held;

  /// @param bytesMax of all fragments that wait
  public Reassembly(WireProfile profile, int bytesMax) {
    this.profile = profile;
    this.bytesMax = bytesMax;
  }

  /// @param fragment for this peer
  /// @param from the neighbour that sent it
  /// @return the message, once it is complete
  public Optional<byte[]> add(Packet fragment, Id from, Instant now) {
    expire(now);
    var key = new Key(origin(fragment, from), fragment.transaction());
    var message = waiting.computeIfAbsent(key, _ -> new Waiting(now.plus(PATIENCE)));
    if (!accept(message, fragment)) {
      forget(key);
      return Optional.empty();
    }
    if (isComplete(message)) {
      forget(key);
      return Optional.of(join(message));
    }
    while (held > bytesMax) forget(waiting.keySet().iterator().next());
    return Optional.empty();
  }

  /// When to call {@link #expire}.
  public Instant deadline() {
    return waiting.isEmpty() ? Instant.MAX : waiting.values().iterator().next().until;
  }

  /// Gives up what has waited too long (FR-3).
  public void expire(Instant now) {
    while (!deadline().isAfter(now)) forget(waiting.keySet().iterator().next());
  }

  /// Bytes of fragments that wait.
  public int held() {
    return held;
  }

  private static Destination origin(Packet fragment, Id from) {
    return fragment.viaSize() == 0 ? new Destination.Peer(from) : fragment.via(0);
  }

  // overlaps that differ from what is there end the whole message.
  private boolean accept(Waiting message, Packet fragment) {
    int from = fragment.fragment().offset();
    int to = from + fragment.body().length();
    if (to > profile.messageBytesMax()) return false;
    if (fragment.fragment().isLast()) {
      if (message.end != UNKNOWN && message.end != to) return false;
      message.end = to;
    }
    if (message.end != UNKNOWN && to > message.end) return false;
    var same = message.parts.get(from);
    if (same != null) return same.body().equals(fragment.body());
    if (overlaps(message, from, to)) return false;
    message.parts.put(from, fragment);
    message.bytes += fragment.length();
    held += fragment.length();
    return true;
  }

  private static boolean overlaps(Waiting message, int from, int to) {
    var before = message.parts.floorEntry(from);
    if (before != null && before.getKey() + before.getValue().body().length() > from) return true;
    var after = message.parts.ceilingKey(from);
    return after != null && after < to;
  }

  private static boolean isComplete(Waiting message) {
    if (message.end == UNKNOWN) return false;
    int reached = 0;
    for (var part : message.parts.entrySet()) {
      if (part.getKey() != reached) return false;
      reached += part.getValue().body().length();
    }
    return reached == message.end;
  }

  private byte[] join(Waiting message) {
    var bodies = new ArrayList<Bytes>();
    for (var part : message.parts.values()) bodies.add(part.body());
    return profile.whole(message.parts.firstEntry().getValue(), List.copyOf(bodies));
  }

  private void forget(Key key) {
    var message = waiting.remove(key);
    if (message != null) held -= message.bytes;
  }
}
