// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.CoapMessage;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.MitigationStatus;
import dev.tocsin.dots.wire.RandomMessages;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalResponse;
import dev.tocsin.dots.wire.Vectors;
import dev.tocsin.dots.wire.control.AclControl;
import dev.tocsin.dots.wire.control.ActivationType;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SignalCodecTest {

  private static final int ROUNDS = 20_000;

  private static final List<String> MITIGATE =
      List.of(".well-known", "dots", "mitigate", "cuid=dz6pHjaADkaFTbjr0JGBpw", "mid=123");
  private static final List<String> CONFIG = List.of(".well-known", "dots", "config", "sid=123");
  private static final List<String> HEARTBEAT = List.of(".well-known", "dots", "hb");

  @Test
  void writesTheBytesOfFigure8() {
    var scope =
        new Scope(
            List.of(Prefix.parse("2001:db8:6401::1/128"), Prefix.parse("2001:db8:6401::2/128")),
            List.of(PortRange.of(80), PortRange.of(443), PortRange.of(8080)),
            List.of(6),
            List.of(),
            List.of(),
            List.of());
    var request =
        new SignalRequest.Mitigate(
            "dz6pHjaADkaFTbjr0JGBpw",
            123,
            new MitigationRequest(scope, 3600, true, Optional.empty()));

    var message = SignalCodec.writeRequest(request, false);

    assertThat(HexFormat.of().formatHex(message.payload()))
        .isEqualTo(
            "a101a10281a4068274323030313a6462383a363430313a3a312f313238"
                + "74323030313a6462383a363430313a3a322f313238"
                + "0783a1081850a1081901bba108191f900a81060e190e10");
    assertThat(message.uriPath())
        .containsExactly(
            ".well-known", "dots", "mitigate", "cuid=dz6pHjaADkaFTbjr0JGBpw", "mid=123");
    assertThat(SignalCodec.readRequest(message)).isEqualTo(request);
  }

  @Test
  void readsTheRequestsOfTheFiguresAndWritesTheirBytes() {
    for (int number : new int[] {7, 16, 23, 27}) {
      byte[] figure = Vectors.figure("rfc9132", number).cbor();
      var resource = number < 20 ? MITIGATE : number == 23 ? CONFIG : HEARTBEAT;
      var message =
          new CoapMessage.Request(
              CoapMessage.Method.PUT,
              resource,
              List.of(),
              OptionalInt.of(271),
              OptionalInt.empty(),
              number == 16,
              false,
              figure);

      var request = SignalCodec.readRequest(message);

      var written = SignalCodec.writeRequest(request, false);
      assertThat(written).usingRecursiveComparison().isEqualTo(message);
    }
  }

  @Test
  void readsTheRequestsOfFilterControlAndWritesTheirBytes() {
    for (int number : new int[] {3, 5, 8, 10, 11, 12}) {
      var message =
          new CoapMessage.Request(
              CoapMessage.Method.PUT,
              MITIGATE,
              List.of(),
              OptionalInt.of(271),
              OptionalInt.empty(),
              false,
              false,
              Vectors.figure("rfc9133", number).cbor());

      var request = SignalCodec.readRequest(message);

      var written = SignalCodec.writeRequest(request, false);
      assertThat(written).usingRecursiveComparison().isEqualTo(message);
    }
  }

  @Test
  void writesAndReadsTheFailedUpdateOfFigure1() {
    var failed =
        MitigationStatus.failed(
            123, List.of(new AclControl("an-accept-list", ActivationType.DEACTIVATE)));
    var response =
        new SignalResponse(
            ResponseCode.SERVICE_UNAVAILABLE,
            new SignalResponse.Body.Mitigations(List.of(failed)),
            OptionalLong.of(30));

    var message = SignalCodec.writeResponse(response);

    assertThat(message.payload()).isEqualTo(Vectors.figure("rfc9133", 1).cbor());
    assertThat(message.contentFormat()).hasValue(271);
    var asked = new SignalRequest.Mitigate("a", 123, anyRequest());
    assertThat(SignalCodec.readResponse(asked, message)).isEqualTo(response);
  }

  private static MitigationRequest anyRequest() {
    var scope = Scope.of(Prefix.parse("192.0.2.1"));
    return new MitigationRequest(scope, 60, true, Optional.empty());
  }

  @Test
  void countsTheBytesOfAWholeMessage() {
    var request = new SignalRequest.Withdraw("dz6pHjaADkaFTbjr0JGBpw", 123);

    // Header 4, token 8, then options: .well-known 12, dots 5, mitigate 9, cuid= 29, mid= 8.
    assertThat(SignalCodec.encodedBytes(request)).isEqualTo(4 + 8 + 12 + 5 + 9 + 29 + 8);

    var heartbeat = new SignalRequest.Heartbeat(true);
    // .well-known 12, dots 5, hb 3, Content-Format 3, the marker 1, the body 7.
    assertThat(SignalCodec.encodedBytes(heartbeat)).isEqualTo(4 + 8 + 12 + 5 + 3 + 3 + 1 + 7);
    assertThat(SignalCodec.payloadBytes(heartbeat)).isEqualTo(7);
  }

  @Test
  void readsEveryRequestThatItWrites() {
    long seed = seed();
    var messages = new RandomMessages(new SplittableRandom(seed));
    for (int i = 0; i < ROUNDS; i++) {
      var request = messages.request();
      var message = SignalCodec.writeRequest(request, false);
      assertThat(SignalCodec.readRequest(message)).as("seed %d", seed).isEqualTo(request);
    }
  }

  @Test
  void readsEveryResponseThatItWrites() {
    long seed = seed();
    var messages = new RandomMessages(new SplittableRandom(seed));
    for (int i = 0; i < ROUNDS; i++) {
      var asked = messages.request();
      var response = messages.response(asked);
      var message = SignalCodec.writeResponse(response);
      assertThat(SignalCodec.readResponse(asked, message)).as("seed %d", seed).isEqualTo(response);
    }
  }

  private static long seed() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("-Dseed=" + seed);
    return seed;
  }
}
