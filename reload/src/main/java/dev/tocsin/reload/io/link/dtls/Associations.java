// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.dtls;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Who is at which address: at most one that stands, and one that begins beside it. Callable from
/// any thread.
// RFC 6347 §4.2.8: what stands stays until the new handshake is done.
final class Associations {

  private final int max;
  private final Semaphore places;
  private final Map<InetSocketAddress, Association> beginning = new ConcurrentHashMap<>();
  private final Map<InetSocketAddress, Association> standing = new ConcurrentHashMap<>();

  Associations(int max) {
    this.max = max;
    this.places = new Semaphore(max);
  }

  @Nullable Association beginning(InetSocketAddress remote) {
    return beginning.get(remote);
  }

  @Nullable Association standing(InetSocketAddress remote) {
    return standing.get(remote);
  }

  /// How many there are of both.
  int size() {
    return beginning.size() + standing.size();
  }

  boolean isFull() {
    return places.availablePermits() == 0;
  }

  /// @param instead which it takes the place of; null for nobody
  /// @return false if there is no room, or somebody else begins there
  boolean begins(Association one, @Nullable Association instead) {
    if (!places.tryAcquire()) return false;
    var remote = one.end().remote();
    boolean isIn =
        instead == null
            ? beginning.putIfAbsent(remote, one) == null
            : beginning.replace(remote, instead, one);
    if (!isIn) places.release();
    else if (instead != null) instead.giveWay();
    return isIn;
  }

  /// Its handshake is done.
  void stands(Association one) {
    var remote = one.end().remote();
    var before = standing.put(remote, one);
    beginning.remove(remote, one);
    if (before != null) before.close("a newer one with the same address took its place");
  }

  /// Each that {@link #begins} has to end here.
  void ended(Association one) {
    var remote = one.end().remote();
    beginning.remove(remote, one);
    standing.remove(remote, one);
    places.release();
  }

  /// Ends all, and lets none begin.
  ///
  /// @param patience for their last words
  void close(String why, Duration patience) {
    beginning.values().forEach(each -> each.close(why));
    standing.values().forEach(each -> each.close(why));
    try {
      boolean unused = places.tryAcquire(max, patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
