// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.wire.UnknownKindException;
import dev.tocsin.reload.wire.UnknownMethodException;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.KindGeneration;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.header.Routing;
import dev.tocsin.reload.wire.message.Contents;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Method;
import dev.tocsin.reload.wire.message.ProbeInfo;
import dev.tocsin.reload.wire.message.ProbeInfo.Topic;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.reload.wire.message.Response.Answer;
import dev.tocsin.reload.wire.usage.StandardKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Where the draft can be read in several ways: what is taken all the same, and what is refused.
class DraftLenienceTest {

  private static final DraftProfile PROFILE = DraftProfile.PROFILE;

  private static Response response(int code, Method asked, String hex) {
    return PROFILE.response(new Contents(true, code, Bytes.parse(hex)), asked, StandardKind.MODELS);
  }

  private static Request request(int code, String hex) {
    return PROFILE.request(new Contents(false, code, Bytes.parse(hex)), StandardKind.MODELS);
  }

  //
  @Test
  void takesInformationWithALengthOfItsOwn() {
    var read =
        response(
            200,
            Method.PROBE,
            "0000000000000001" + "000f" + "010400000005" + "0701aa" + "020400000006");

    assertThat(read)
        .isEqualTo(
            new Answer.Probed(
                1,
                List.of(
                    new ProbeInfo(Topic.RESPONSIBLE_SET, 5), new ProbeInfo(Topic.RESOURCES, 6))));
    assertThatThrownBy(
            () -> response(200, Method.PROBE, "0000000000000001" + "0005" + "0103000005"))
        .isInstanceOf(WireException.class);
  }

  // PI-2.
  @Test
  void leavesOutWhatItDoesNotKnowOfPeers() {
    assertThat(request(1, "03" + "020901"))
        .isEqualTo(new Request.Probe(List.of(Topic.RESOURCES, Topic.RESPONSIBLE_SET)));
    assertThat(response(200, Method.PROBE, "0000000000000001" + "0006" + "000900000001"))
        .isEqualTo(new Answer.Probed(1, List.of()));
  }

  //
  @Test
  void takesTheGenerationsWithoutAReason() {
    assertThat(response(412, Method.STORE, "000001" + "0000000000000005"))
        .isEqualTo(Response.Failure.outdated(List.of(new KindGeneration(1, 5))));
    assertThat(response(412, Method.STORE, "0003" + "6f6c64" + "0000"))
        .isEqualTo(
            new Response.Failure(FailureCode.GENERATION_TOO_LOW, "old", new Response.Info.None()));
  }

  //
  @Test
  void takesAnOnlyFragmentAsTheWhole() {
    var bytes = DraftVectors.ALL.get("signed message").toArray();
    bytes[10] = (byte) 0xc0;

    assertThat(PROFILE.packet(bytes).fragment().isWhole()).isTrue();
    assertThat(PROFILE.message(bytes).contents().code()).isEqualTo(1);
  }

  //
  @Test
  void passesOverReservedBitsAndUnknownFlags() {
    var bytes = DraftVectors.ALL.get("signed message").toArray();
    var plain = PROFILE.message(bytes);
    bytes[26] = (byte) 0xff;
    bytes[27] = (byte) 0xfe;
    bytes[46] = 1;

    assertThat(PROFILE.message(bytes)).isEqualTo(plain);
  }

  // R-04, FH-4.
  @Test
  void tellsWhatItDoesNotSpeak() {
    var experimental = DraftVectors.ALL.get("signed message").toArray();
    experimental[12] = (byte) 0x81;
    var other = DraftVectors.ALL.get("signed message").toArray();
    other[12] = 2;
    other[9] = 3;

    assertThat(PROFILE.packet(experimental).isCompatible()).isFalse();
    assertThat(PROFILE.packet(other).isCompatible()).isFalse();
    assertThat(PROFILE.packet(other).routing()).isEqualTo(Routing.UNKNOWN);
  }

  @Test
  void refusesLengthsThatAreNotThose() {
    for (var name : List.of("header", "signed message", "fragment")) {
      var bytes = DraftVectors.ALL.get(name);
      for (int length = 0; length < bytes.length(); length++) {
        var cut = bytes.slice(0, length).toArray();
        assertThatThrownBy(() -> PROFILE.packet(cut)).isInstanceOf(WireException.class);
      }
      var longer = Bytes.parse(bytes.hex() + "00").toArray();
      assertThatThrownBy(() -> PROFILE.packet(longer)).isInstanceOf(WireException.class);
    }
    assertThatThrownBy(() -> PROFILE.message(DraftVectors.ALL.get("fragment").toArray()))
        .hasMessage("a fragment is no message");
    assertThatThrownBy(() -> request(15, "00")).hasMessageContaining("joining peer needs 4 bytes");
    assertThatThrownBy(() -> request(1, "0000")).hasMessage("1 bytes too many behind the request");
  }

  @Test
  void refusesListsBeyondTheirBound() {
    var text = "13c4" + "0000" + "fde9" + "00".repeat(65_001);

    assertThatThrownBy(() -> request(5, text)).hasMessage("65001 bytes where 65000 fit");
    assertThatThrownBy(
            () -> PROFILE.contents(new Request.Tunnel(5060, "", Bytes.owning(new byte[65_001]))))
        .isInstanceOf(WireException.class);
  }

  //
  @Test
  void tellsUnknownMethodsAndKindsFromOtherFaults() {
    assertThatThrownBy(() -> request(2, "")).isInstanceOf(UnknownMethodException.class);
    assertThatThrownBy(() -> request(21, "")).isInstanceOf(UnknownMethodException.class);
    assertThatThrownBy(() -> request(9, "00".repeat(16) + "000b" + "f00001" + "0000000000000000"))
        .isInstanceOf(UnknownKindException.class)
        .hasMessage("kind 15728641 is unknown");
  }

  //
  @Test
  void tellsAnEmptyValueFromNone() {
    var read = (Answer.Fetched) response(200, Method.FETCH, twoSingles("00000001"));

    assertThat(read.kinds().getFirst().values())
        .extracting(value -> value.entry().value().exists())
        .containsExactly(true, false);
  }

  private static String twoSingles(String time) {
    return "000002"
        + "0000000000000001"
        + "001c"
        + ("0000000a" + time + "00000000" + "0000")
        + ("0000000a" + "00000000" + "00000000" + "0000");
  }

  //
  @Test
  void spreadsALongAnswerOverSeveralElementsAndJoinsThemAgain() {
    long seed = Long.getLong("seed", System.nanoTime());
    var any = new RandomMessages(new SplittableRandom(seed));
    var values = new ArrayList<StoredValue>();
    for (int i = 0; i < 10; i++) {
      var entry = new Entry.Indexed(i, Entry.Value.of(Bytes.owning(new byte[20_000])));
      values.add(new StoredValue(1000, 60, entry, Optional.of(any.signature())));
    }
    var answer =
        new Answer.Fetched(List.of(new KindValues(3, 7, values), new KindValues(2, 7, List.of())));

    var contents = PROFILE.contents(answer);

    assertThat(contents.payload().length()).isGreaterThan(200_000);
    assertThat(PROFILE.response(contents, Method.FETCH, StandardKind.MODELS))
        .as("seed %d", seed)
        .isEqualTo(answer);
  }

  // As many pieces as fit into a message: the work must not grow with their square.
  @Test
  void joinsAnyNumberOfPieces() {
    var piece = "000002" + "0000000000000001" + "000e" + "0000000a" + "00".repeat(10);
    int count = PROFILE.messageBytesMax() / (piece.length() / 2);

    var read = (Answer.Fetched) response(200, Method.FETCH, piece.repeat(count));

    assertThat(read.kinds()).hasSize(1);
    assertThat(read.kinds().getFirst().values()).hasSize(count);
  }

  @Test
  void tellsWhereTheNextMessageOfAStreamBegins() {
    var bytes = DraftVectors.ALL.get("signed message").toArray();

    assertThat(PROFILE.length(bytes, 0)).isEqualTo(bytes.length);
    bytes[13] = (byte) 0xff;
    assertThatThrownBy(() -> PROFILE.length(bytes, 0)).hasMessageContaining("at most 1048576");
    bytes[0] = (byte) 0xd2;
    assertThatThrownBy(() -> PROFILE.length(bytes, 0))
        .hasMessage("a message begins with 52454c4f, not d2454c4f");
  }

  @Test
  void keepsFragmentsEqualAndNotSmallerThanTheLeast() {
    var whole =
        PROFILE.write(
            new RandomMessages(new SplittableRandom(1))
                .message(
                    PROFILE.contents(new Request.Tunnel(5060, "", Bytes.owning(new byte[9000])))));
    var sizes = PROFILE.fragments(whole, 1200).stream().map(part -> part.length).toList();

    assertThat(sizes.subList(0, sizes.size() - 1)).containsOnly(sizes.getFirst());
    assertThat(sizes.getFirst() - sizes.getLast()).isBetween(0, 8 * sizes.size());
    assertThat(PROFILE.fragments(whole, whole.length)).containsExactly(whole);
    assertThatThrownBy(() -> PROFILE.fragments(whole, 255)).isInstanceOf(WireException.class);
  }
}
