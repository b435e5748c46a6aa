// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.draft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.reload.wire.header.Fragment;
import dev.tocsin.reload.wire.header.Header;
import dev.tocsin.reload.wire.header.Packet;
import dev.tocsin.reload.wire.header.Packet.Via;
import dev.tocsin.reload.wire.header.Path;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.message.Message;
import dev.tocsin.reload.wire.message.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What holds for any message. Failures print their seed; `-Dseed=` replays it.
class DraftPropertiesTest {

  private static final DraftProfile PROFILE = DraftProfile.PROFILE;
  private static final int RUNS = 3000;

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final RandomMessages any = new RandomMessages(random);

  @Test
  void readsTheRequestsThatItWrites() {
    for (int run = 0; run < RUNS; run++) {
      var request = any.request();

      var message = any.message(PROFILE.contents(request));
      var read = PROFILE.message(PROFILE.write(message));

      assertThat(read).as("seed %d", seed).isEqualTo(message);
      assertThat(PROFILE.request(read.contents(), RandomMessages.MODELS))
          .as("seed %d", seed)
          .isEqualTo(request);
    }
  }

  @Test
  void readsTheResponsesThatItWrites() {
    for (int run = 0; run < RUNS; run++) {
      var asked = Method.values()[run % Method.values().length];
      var response = any.response(asked);

      var message = any.message(PROFILE.contents(response));
      var read = PROFILE.message(PROFILE.write(message));

      assertThat(read).as("seed %d", seed).isEqualTo(message);
      assertThat(PROFILE.response(read.contents(), asked, RandomMessages.MODELS))
          .as("seed %d", seed)
          .isEqualTo(response);
    }
  }

  @Test
  void passesOnWhatDecodingAndWritingAgainWouldGive() {
    for (int run = 0; run < RUNS; run++) {
      var message = any.message(PROFILE.contents(any.request()));
      var packet = PROFILE.packet(PROFILE.write(message));
      var change = change(message.header().path());

      byte[] passedOn = packet.passedOn(change);

      assertThat(passedOn).as("seed %d", seed).isEqualTo(PROFILE.write(changed(message, change)));
      assertThat(PROFILE.packet(passedOn).header())
          .as("seed %d", seed)
          .isEqualTo(changed(message, change).header());
    }
  }

  private Packet.Change change(Path path) {
    int taken = random.nextInt(path.route().size() + 1);
    Via via =
        random.nextBoolean()
            ? new Via.Added(any.entry())
            : new Via.Replaced(any.header().path().via());
    return new Packet.Change(taken, any.header().path().route(), via, any.seen());
  }

  private static Message changed(Message message, Packet.Change change) {
    var header = message.header();
    var path = header.path();
    var route = new ArrayList<>(change.first());
    route.addAll(path.route().subList(change.taken(), path.route().size()));
    List<Destination> via =
        switch (change.via()) {
          case Via.Added(var entry) -> {
            var all = new ArrayList<>(path.via());
            all.add(entry);
            yield all;
          }
          case Via.Replaced(var entries) -> entries;
        };
    Optional<List<RouteLogEntry>> log =
        path.log()
            .map(
                entries -> {
                  var all = new ArrayList<>(entries);
                  all.add(change.seen());
                  return all;
                });
    var after =
        new Header(
            header.overlay(),
            header.ttl() - 1 & 0xff,
            header.routing(),
            header.fragment(),
            header.transaction(),
            new Path(route, via, log));
    return new Message(after, message.contents(), message.signature());
  }

  @Test
  void giveTheMessageBackInWhateverOrderItsFragmentsComeAndHoweverTheyWereCut() {
    for (int run = 0; run < 500; run++) {
      var whole = PROFILE.write(any.message(PROFILE.contents(any.request())));
      var header = PROFILE.packet(whole).length() - PROFILE.packet(whole).body().length();
      int bytesMax = header + random.nextInt(Layout.FRAGMENT_BYTES_MIN, 1500);
      var parts = new ArrayList<byte[]>();
      for (var part : PROFILE.fragments(whole, bytesMax)) {
        boolean again = random.nextInt(3) == 0;
        parts.addAll(
            again ? PROFILE.fragments(part, header + Layout.FRAGMENT_BYTES_MIN) : List.of(part));
      }
      Collections.shuffle(parts, new Random(seed));

      assertThat(together(parts)).as("seed %d", seed).isEqualTo(unfragmented(whole));
      for (var part : parts) assertThat(part.length).isLessThanOrEqualTo(bytesMax);
    }
  }

  // A whole message that calls itself its only fragment comes out as one that does not.
  private static byte[] unfragmented(byte[] whole) {
    return PROFILE.whole(PROFILE.packet(whole), List.of(PROFILE.packet(whole).body()));
  }

  private static byte[] together(List<byte[]> parts) {
    var sorted =
        parts.stream()
            .map(PROFILE::packet)
            .sorted(Comparator.comparing(part -> part.fragment().offset()))
            .toList();
    int at = 0;
    for (var part : sorted) {
      boolean isEnd = part == sorted.getLast();
      var expected = sorted.size() == 1 ? part.fragment() : new Fragment(true, isEnd, at);
      assertThat(part.fragment()).isEqualTo(expected);
      at += part.body().length();
    }
    var bodies = sorted.stream().map(Packet::body).toList();
    return PROFILE.whole(sorted.getFirst(), bodies);
  }
}
