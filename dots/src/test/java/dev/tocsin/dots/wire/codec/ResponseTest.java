// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.dots.wire.CoapMessage;
import dev.tocsin.dots.wire.ConflictCause;
import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.MitigationStatus;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.SessionConfig.Parameter;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalRequest.Observe;
import dev.tocsin.dots.wire.SignalResponse;
import dev.tocsin.dots.wire.SignalResponse.Body;
import dev.tocsin.dots.wire.Vectors;
import dev.tocsin.dots.wire.cbor.DotsJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ResponseTest {

  private static final SignalRequest GET =
      new SignalRequest.Retrieve("a", OptionalLong.empty(), ContentFilter.ALL, Observe.NO);
  private static final SignalRequest GET_CONFIG =
      new SignalRequest.RetrieveConfig(OptionalLong.empty(), Observe.NO);
  private static final SignalRequest DELETE = new SignalRequest.Withdraw("a", 1);

  @Test
  void readsFigure14AndWritesItsBytes() {
    byte[] figure = Vectors.figure("rfc9132", 14).cbor();

    var response = read(GET, ResponseCode.CONTENT, figure);

    var all = ((Body.Mitigations) response.body()).all();
    assertThat(all).hasSize(2);
    assertThat(all.getFirst().mid()).hasValue(12_332);
    assertThat(all.getFirst().state()).contains(MitigationState.SUCCESSFULLY_MITIGATED);
    assertThat(all.getFirst().dropped().bytes()).hasValue(134_334_555);
    assertThat(all.getLast().startSeconds()).hasValue(1_507_818_393);
    assertThat(SignalCodec.writeResponse(response).payload()).isEqualTo(figure);
  }

  @Test
  void readsFigure10AndWritesItsBytes() {
    byte[] figure = Vectors.figure("rfc9132", 10).cbor();

    var response = read(GET, ResponseCode.CREATED, figure);

    assertThat(response.body())
        .isEqualTo(new Body.Mitigations(List.of(MitigationStatus.granted(123, 3600))));
    assertThat(SignalCodec.writeResponse(response).payload()).isEqualTo(figure);
  }

  @Test
  void readsFigure11AndWritesItsBytes() {
    byte[] figure = Vectors.figure("rfc9132", 11).cbor();

    var response = read(GET, ResponseCode.CONFLICT, figure);

    var conflict = ((Body.Mitigations) response.body()).all().getFirst().conflict().orElseThrow();
    assertThat(conflict.cause()).contains(ConflictCause.CUID_COLLISION);
    // RFC 9132 §4.4.1.3: conflict-status MUST NOT be returned for a collision.
    assertThat(conflict.status()).isEmpty();
    assertThat(SignalCodec.writeResponse(response).payload()).isEqualTo(figure);
  }

  @Test
  void readsFigure20AndWritesItsBytes() {
    byte[] figure = Vectors.figure("rfc9132", 20).cbor();

    var response = read(GET_CONFIG, ResponseCode.CONTENT, figure);

    var config = ((Body.Configuration) response.body()).config();
    assertThat(config.mitigating().heartbeatInterval()).isEqualTo(Parameter.within(15, 30, 240));
    assertThat(config.idle().ackRandomFactor()).isEqualTo(Parameter.within(110, 150, 400));
    assertThat(SignalCodec.writeResponse(response).payload()).isEqualTo(figure);
  }

  @Test
  void readsFigure26AndWritesItsBytes() {
    byte[] figure = Vectors.figure("rfc9132", 26).cbor();

    var response = read(GET, ResponseCode.SERVICE_UNAVAILABLE, figure);

    assertThat(response.body())
        .isEqualTo(
            new Body.Redirect(
                "alt-server.example", List.of("2001:db8:6401::1", "2001:db8:6401::2")));
    assertThat(SignalCodec.writeResponse(response).payload()).isEqualTo(figure);
  }

  @Test
  void ignoresWhatItDoesNotKnowWhereTheRfcAllowsIt() {
    var response =
        read(
            GET,
            ResponseCode.CONTENT,
            cbor(
                "{'mitigation-scope':{'scope':[{'mid':1,'status':'99','60000':{'60001':2},"
                    + "'target-prefix':[],'attack-status':1,"
                    + "'ietf-dots-telemetry:total-traffic':[{'unit':1}]}]}}"));

    var status = ((Body.Mitigations) response.body()).all().getFirst();
    assertThat(status.mid()).hasValue(1);
    assertThat(status.state()).isEmpty();
    assertThat(status.scope()).isEmpty();
  }

  @Test
  void showsCountersBeyondALongAsTheLargest() {
    var response =
        read(
            GET,
            ResponseCode.CONTENT,
            cbor("{'mitigation-scope':{'scope':[{'bytes-dropped':'18446744073709551615'}]}}"));

    var status = ((Body.Mitigations) response.body()).all().getFirst();
    assertThat(status.dropped().bytes()).hasValue(Long.MAX_VALUE);
  }

  @Test
  void takesCborWithoutAContentFormat() {
    byte[] figure = Vectors.figure("rfc9132", 10).cbor();
    var message =
        new CoapMessage.Response(
            ResponseCode.CREATED, OptionalInt.empty(), OptionalLong.empty(), figure);

    assertThat(SignalCodec.readResponse(GET, message).body()).isInstanceOf(Body.Mitigations.class);
  }

  @Test
  void makesNothingOfThePayloadOfADeletion() {
    assertThat(read(DELETE, ResponseCode.DELETED, new byte[] {1, 2}).body())
        .isEqualTo(new Body.Empty());
  }

  @Test
  void refusesAnswersToOtherQuestions() {
    byte[] mitigations = Vectors.figure("rfc9132", 10).cbor();
    byte[] config = Vectors.figure("rfc9132", 20).cbor();

    assertThatThrownBy(() -> read(GET, ResponseCode.CONTENT, config))
        .isInstanceOf(WireException.class)
        .hasMessage("expected Mitigations, found Configuration");
    assertThatThrownBy(() -> read(GET_CONFIG, ResponseCode.CONTENT, mitigations))
        .isInstanceOf(WireException.class);
    assertThatThrownBy(() -> read(GET, ResponseCode.CONFLICT, config))
        .isInstanceOf(WireException.class);
    assertThatThrownBy(() -> read(GET, ResponseCode.CONTENT, cbor("{'101':1}")))
        .hasMessageContaining("unknown comprehension-required key 101");
    assertThatThrownBy(
            () ->
                read(
                    GET,
                    ResponseCode.SERVICE_UNAVAILABLE,
                    cbor("{'redirected-signal':{'alt-server-record':['192.0.2.1']}}")))
        .hasMessageContaining("alt-server (47) is missing");
  }

  @Test
  void writesDiagnosticsAsTextWithoutAContentFormat() {
    var message =
        SignalCodec.writeResponse(SignalResponse.refusal(ResponseCode.BAD_REQUEST, "because"));

    assertThat(message.contentFormat()).isEmpty();
    assertThat(new String(message.payload(), StandardCharsets.UTF_8)).isEqualTo("because");
  }

  @Test
  void cutsLongDiagnosticsBetweenCharacters() {
    var message =
        SignalCodec.writeResponse(
            SignalResponse.refusal(ResponseCode.BAD_REQUEST, "x" + "€".repeat(1000)));

    assertThat(message.payload().length).isBetween(890, 900);
    assertThat(new String(message.payload(), StandardCharsets.UTF_8)).matches("x€+");
  }

  @Test
  void takesControlCharactersOutOfDiagnostics() {
    var message =
        new CoapMessage.Response(
            ResponseCode.BAD_REQUEST,
            OptionalInt.empty(),
            OptionalLong.empty(),
            "no\n\u001b[31mred".getBytes(StandardCharsets.UTF_8));

    assertThat(SignalCodec.readResponse(GET, message).body())
        .isEqualTo(new Body.Diagnostic("no  [31mred"));
  }

  private static SignalResponse read(SignalRequest asked, ResponseCode code, byte[] body) {
    return SignalCodec.readResponse(
        asked, new CoapMessage.Response(code, OptionalInt.of(271), OptionalLong.empty(), body));
  }

  private static byte[] cbor(String json) {
    return DotsJson.toCbor(DotsJson.parse(json.replace('\'', '"')));
  }
}
