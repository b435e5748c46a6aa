// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Contents;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnsweredTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Answered.Reply REPLY =
      new Answered.Reply(new Contents(true, 200, Bytes.EMPTY), Optional.empty());

  private final Answered answered = new Answered(3);

  private static Answered.Key key(long transaction) {
    return new Answered.Key(new Destination.Peer(Id.ONE), transaction);
  }

  @Test
  void repeatsAnAnswerAsLongAsARequestMayBeRepeated() {
    answered.begin(key(1), NOW);
    assertThat(answered.of(key(1), NOW).orElseThrow().reply()).isEmpty();

    answered.answer(key(1), REPLY, NOW);

    assertThat(answered.of(key(1), NOW.plusSeconds(31)).orElseThrow().reply()).contains(REPLY);
    assertThat(answered.of(key(1), NOW.plusSeconds(32))).isEmpty();
    assertThat(answered.of(key(2), NOW)).isEmpty();
  }

  @Test
  void forgetsTheOldestWhenThereAreTooMany() {
    for (long i = 1; i <= 4; i++) answered.answer(key(i), REPLY, NOW);

    assertThat(answered.of(key(1), NOW)).isEmpty();
    assertThat(answered.of(key(4), NOW)).isPresent();
  }
}
