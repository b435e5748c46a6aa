// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.wire.draft.DraftProfile;
import dev.tocsin.reload.wire.header.Fragment;
import dev.tocsin.reload.wire.header.Header;
import dev.tocsin.reload.wire.header.Packet;
import dev.tocsin.reload.wire.header.Path;
import dev.tocsin.reload.wire.header.Routing;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Message;
import dev.tocsin.reload.wire.message.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// FR-2, FR-3.
class ReassemblyTest {

  private static final DraftProfile PROFILE = DraftProfile.PROFILE;
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Id FROM = new Id(1, 1);
  private static final int ROOM = 100_000;

  private final Reassembly reassembly = new Reassembly(PROFILE, ROOM);

  private static byte[] message(long transaction, int bytes) {
    var header =
        new Header(
            1,
            100,
            Routing.UNSPECIFIED,
            Fragment.WHOLE,
            transaction,
            Path.to(new Destination.Unresolved(new Id(2, 2))));
    var content = new byte[bytes];
    new Random(transaction).nextBytes(content);
    var tunnel = new Request.Tunnel(5060, "d", Bytes.owning(content));
    return PROFILE.write(new Message(header, PROFILE.contents(tunnel), Optional.empty()));
  }

  private static List<Packet> parts(byte[] message) {
    return new ArrayList<>(PROFILE.fragments(message, 1000).stream().map(PROFILE::packet).toList());
  }

  private Optional<byte[]> add(List<Packet> parts) {
    Optional<byte[]> whole = Optional.empty();
    for (var part : parts) whole = whole.or(() -> reassembly.add(part, FROM, NOW));
    return whole;
  }

  @Test
  void joinsFragmentsInWhateverOrderTheyCome() {
    long seed = Long.getLong("seed", System.nanoTime());
    var random = new Random(seed);
    for (int run = 1; run <= 50; run++) {
      var message = message(run, random.nextInt(1000, 30_000));
      var parts = parts(message);
      // Some come twice.
      parts.addAll(parts.subList(0, parts.size() / 2));
      var last = parts.getFirst();
      Collections.shuffle(parts, random);

      var whole = add(parts);

      assertThat(whole).as("seed %d", seed).isPresent();
      assertThat(whole.orElseThrow()).isEqualTo(message);
      assertThat(last.length()).isLessThanOrEqualTo(1000);
    }
  }

  @Test
  void keepsMessagesOfTwoSendersApart() {
    var one = parts(message(1, 3000));
    var other = parts(message(1, 3000));
    for (int i = 0; i < one.size() - 1; i++) {
      assertThat(reassembly.add(one.get(i), FROM, NOW)).isEmpty();
      assertThat(reassembly.add(other.get(i), new Id(9, 9), NOW)).isEmpty();
    }

    assertThat(reassembly.add(one.getLast(), FROM, NOW)).isPresent();
    assertThat(reassembly.add(other.getLast(), new Id(9, 9), NOW)).isPresent();
    assertThat(reassembly.held()).isZero();
  }

  @Test
  void givesUpAMessageWhoseFragmentsContradictEachOther() {
    //
    var right = parts(message(1, 3000));
    var wrong = right.get(1).bytes().clone();
    wrong[wrong.length - 1] ^= 1;

    assertThat(reassembly.add(right.get(1), FROM, NOW)).isEmpty();
    assertThat(reassembly.add(PROFILE.packet(wrong), FROM, NOW)).isEmpty();

    assertThat(reassembly.held()).isZero();
  }

  @Test
  void waitsNoLongerThanItsPatience() {
    reassembly.add(parts(message(1, 3000)).getFirst(), FROM, NOW);
    assertThat(reassembly.deadline()).isEqualTo(NOW.plus(Duration.ofSeconds(15)));

    reassembly.expire(NOW.plus(Duration.ofSeconds(15)));

    assertThat(reassembly.held()).isZero();
    assertThat(reassembly.deadline()).isEqualTo(Instant.MAX);
  }

  @Test
  void holdsNoMoreThanItMayInAFlood() {
    for (long transaction = 1; transaction <= 1000; transaction++) {
      reassembly.add(parts(message(transaction, 3000)).getFirst(), FROM, NOW);
      assertThat(reassembly.held()).isLessThanOrEqualTo(ROOM);
    }
    // Whoever came last is served.
    assertThat(add(parts(message(2000, 5000)))).isPresent();
  }
}
