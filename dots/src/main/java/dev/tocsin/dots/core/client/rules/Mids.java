// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.rules;

import dev.tocsin.dots.core.client.ClientChange;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/// Hands out mids, each higher than all before it (RFC 9132 §4.4.1.1).
public final class Mids {

  /// 3/4 of 2^32-1.
  public static final long ROLLOVER = 3_221_225_471L;

  // Reserved ahead, so that not every request writes and none is used twice after a crash.
  private static final long RESERVE = 256;

  private long next;
  private long reserved;

  /// @param next nothing at or above it was ever sent
  public Mids(long next) {
    this.next = Math.max(1, next);
    this.reserved = next;
  }

  /// @param changes gets what must be durable
  public List<Long> take(int count, ArrayList<ClientChange> changes) {
    var mids = LongStream.range(next, next + count).boxed().toList();
    next += count;
    if (next > reserved) {
      reserved = next + RESERVE;
      changes.add(new ClientChange.PutNextMid(reserved));
    }
    return mids;
  }

  public boolean mustRollOver() {
    return next >= ROLLOVER;
  }

  public void rollOver() {
    next = 0;
    reserved = 0;
  }
}
