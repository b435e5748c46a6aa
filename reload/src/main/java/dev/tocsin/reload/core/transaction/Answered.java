// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.transaction;

import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.message.Contents;
import dev.tocsin.reload.wire.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What was answered lately: a request that comes again gets the same answer and is not done a
/// second time.
public final class Answered {

  // as long as a requester may repeat itself.
  private static final Duration KEPT = Duration.ofSeconds(32);

  /// Who asked what, as well as that is known.
  ///
  /// @param origin first of the way back
  public record Key(Destination origin, long transaction) {}

  /// What was answered; nothing yet while the request is worked on.
  public record Answer(Optional<Reply> reply) {}

  /// Contents with their signature.
  public record Reply(Contents contents, Optional<Signature> signature) {}

  private record Kept(Answer answer, Instant until) {}

  private final int countMax;
  private final Map<Key, Kept> kept = new LinkedHashMap<>();

  /// @param countMax answers that are kept; beyond it the oldest are forgotten
  public Answered(int countMax) {
    this.countMax = countMax;
  }

  /// The request is worked on from now on.
  public void begin(Key key, Instant now) {
    put(key, new Answer(Optional.empty()), now);
  }

  public void answer(Key key, Reply reply, Instant now) {
    put(key, new Answer(Optional.of(reply)), now);
  }

  /// @return empty if this is the first time, or long ago
  public Optional<Answer> of(Key key, Instant now) {
    forgetOld(now);
    return Optional.ofNullable(kept.get(key)).map(Kept::answer);
  }

  /// Answers that are kept.
  public int size() {
    return kept.size();
  }

  private void put(Key key, Answer answer, Instant now) {
    kept.remove(key);
    kept.put(key, new Kept(answer, now.plus(KEPT)));
    forgetOld(now);
  }

  private void forgetOld(Instant now) {
    var all = kept.values().iterator();
    while (all.hasNext()) {
      if (all.next().until.isAfter(now) && kept.size() <= countMax) return;
      all.remove();
    }
  }
}
