// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.wire.header.Fragment;
import dev.tocsin.reload.wire.header.Header;
import dev.tocsin.reload.wire.header.Packet;
import dev.tocsin.reload.wire.header.Path;
import dev.tocsin.reload.wire.header.PeerAddress;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import dev.tocsin.reload.wire.header.Routing;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Message;
import dev.tocsin.reload.wire.message.Request;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DraftProfileTest {

  private static final DraftProfile PROFILE = DraftProfile.PROFILE;
  private static final Id A = Id.parse("000102030405060708090a0b0c0d0e0f");
  private static final Id B = Id.parse("101112131415161718191a1b1c1d1e1f");
  private static final Id C = Id.parse("202122232425262728292a2b2c2d2e2f");
  private static final RouteLogEntry SEEN =
      new RouteLogEntry(
          "t",
          RouteLogEntry.Link.DTLS,
          C,
          7,
          Bytes.EMPTY,
          new PeerAddress(Bytes.parse("c0000201"), 6084));

  private static Destination at(Id id) {
    return new Destination.Unresolved(id);
  }

  private static Message ping(Path path) {
    var header =
        new Header(0xcbf43926, 100, Routing.RECURSIVE, Fragment.WHOLE, 0x0102030405060708L, path);
    return new Message(header, PROFILE.contents(new Request.Probe(List.of())), Optional.empty());
  }

  @Test
  void numbersAnOverlayByTheCrcOfItsName() {
    // The check value of CRC-32.
    assertThat(PROFILE.overlay("123456789")).isEqualTo(0xcbf43926);
  }

  @Test
  void writesAndReadsAPing() {
    var message = ping(new Path(List.of(at(A)), List.of(at(B)), Optional.empty()));

    var bytes = PROFILE.write(message);

    assertThat(HexFormat.of().formatHex(bytes))
        .isEqualTo(
            "52454c4f"
                + "cbf43926"
                + "64"
                + "01"
                + "0000"
                + "01"
                + "000045"
                + "0102030405060708"
                + "01"
                + "01"
                + "0000"
                + A
                + B
                + "0001"
                + "0000"
                + "00000001"
                + "00");
    assertThat(PROFILE.message(bytes)).isEqualTo(message);
  }

  @Test
  void passesAMessageOn() {
    var log = Optional.of(List.<RouteLogEntry>of());
    var packet =
        PROFILE.packet(PROFILE.write(ping(new Path(List.of(at(A), at(B)), List.of(at(C)), log))));

    var added =
        PROFILE.message(
            packet.passedOn(new Packet.Change(1, List.of(), new Packet.Via.Added(at(A)), SEEN)));
    var replaced =
        PROFILE.message(
            packet.passedOn(
                new Packet.Change(
                    1, List.of(at(C), at(A)), new Packet.Via.Replaced(List.of(at(B))), SEEN)));

    assertThat(added.header().ttl()).isEqualTo(99);
    assertThat(added.header().path())
        .isEqualTo(new Path(List.of(at(B)), List.of(at(C), at(A)), Optional.of(List.of(SEEN))));
    assertThat(replaced.header().path())
        .isEqualTo(
            new Path(List.of(at(C), at(A), at(B)), List.of(at(B)), Optional.of(List.of(SEEN))));
    assertThat(replaced.contents()).isEqualTo(packet.isRequest() ? added.contents() : null);
  }

  @Test
  void cutsAMessageAndPutsItTogetherAgain() {
    long seed = Long.getLong("seed", System.nanoTime());
    var random = new SplittableRandom(seed);
    for (int run = 0; run < 200; run++) {
      var content = new byte[random.nextInt(3000, 20_000)];
      random.nextBytes(content);
      var header = ping(Path.to(at(A))).header();
      var contents = PROFILE.contents(new Request.Tunnel(5060, "d", Bytes.owning(content)));
      var whole = PROFILE.write(new Message(header, contents, Optional.empty()));

      var parts = new ArrayList<byte[]>();
      for (var part : PROFILE.fragments(whole, random.nextInt(800, 3000))) {
        // Cut once more on the way.
        if (part.length > 400 && random.nextBoolean()) parts.addAll(PROFILE.fragments(part, 400));
        else parts.add(part);
      }

      Collections.shuffle(parts, new java.util.Random(seed));
      parts.sort(java.util.Comparator.comparing(part -> PROFILE.packet(part).fragment().offset()));
      var bodies = parts.stream().map(part -> PROFILE.packet(part).body()).toList();
      assertThat(PROFILE.whole(PROFILE.packet(parts.getFirst()), bodies))
          .as("seed %d", seed)
          .isEqualTo(whole);
      assertThat(PROFILE.packet(parts.getLast()).fragment().isLast()).isTrue();
    }
  }

  @Test
  void refusesWhatIsNoMessage() {
    var bytes = PROFILE.write(ping(Path.to(at(A))));
    bytes[3] = 0;
    assertThatThrownBy(() -> PROFILE.packet(bytes)).isInstanceOf(WireException.class);
    assertThatThrownBy(() -> PROFILE.packet(new byte[27])).isInstanceOf(WireException.class);
  }
}
