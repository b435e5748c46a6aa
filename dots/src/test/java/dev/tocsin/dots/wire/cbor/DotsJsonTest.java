// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.dots.wire.Vectors;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DotsJsonTest {

  static Stream<Vectors.Vector> figures() {
    return Stream.of("rfc9132", "rfc9133", "rfc9244").flatMap(rfc -> Vectors.of(rfc).stream());
  }

  @ParameterizedTest
  @MethodSource("figures")
  void encodesTheFiguresOfTheRfcs(Vectors.Vector figure) {
    byte[] cbor = DotsJson.toCbor(DotsJson.parse(figure.json()));

    assertThat(HexFormat.of().formatHex(cbor)).isEqualTo(figure.hex());
  }

  @ParameterizedTest
  @MethodSource("figures")
  void decodesTheFiguresOfTheRfcs(Vectors.Vector figure) {
    var json = DotsJson.toJson(figure.cbor());

    assertThat(json).isEqualTo(DotsJson.parse(figure.json()));
  }

  @Test
  void writes64BitsAndEnumerationsAsStringsInJson() {
    // {1: {2: [{16: 2, 25: 2^64-1, 14: -1}]}}
    var json = hexToJson("a101a10281a3100218191bffffffffffffffff0e20");

    assertThat(json)
        .isEqualTo(
            "{\"ietf-dots-signal-channel:mitigation-scope\":{\"scope\":[{"
                + "\"status\":\"attack-successfully-mitigated\","
                + "\"bytes-dropped\":\"18446744073709551615\",\"lifetime\":-1}]}}");
  }

  @Test
  void takesTheDotsTagAndNoOther() {
    assertThat(hexToJson("d9010fa1181ea0"))
        .isEqualTo("{\"ietf-dots-signal-channel:signal-config\":{}}");
    assertThatThrownBy(() -> hexToJson("d90110a1181ea0"))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("expected tag 271");
  }

  @Test
  void showsUnknownKeysUnderTheirNumber() {
    var json = hexToJson("a119c00082f50a");

    assertThat(json).isEqualTo("{\"49152\":[true,10]}");
    assertThat(HexFormat.of().formatHex(DotsJson.toCbor(DotsJson.parse(json))))
        .isEqualTo("a119c00082f50a");
  }

  @Test
  void takesNamesWithoutTheirModule() {
    byte[] cbor = DotsJson.toCbor(DotsJson.parse("{\"heartbeat\":{\"peer-hb-status\":true}}"));

    assertThat(HexFormat.of().formatHex(cbor)).isEqualTo("a11831a11833f5");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'scop': []}                        | is not the name of a DOTS attribute
          {'mid': 'x'}                        | mid (5): expected a number
          {'mid': 99999999999999999999}       | expected a number of at most 64 bits
          {'scope': {}}                       | scope (2): expected an array
          {'status': 'attack'}                | expected one of
          {'bytes-dropped': '-1'}             | expected a number from 0 to 2^64-1
          {'current-value-decimal': '1.005'}  | at most two digits
          {'current-value-decimal': 1e999999} | at most two digits
          {'trigger-mitigation': 1}           | expected true or false
          {'1': {}, 'mitigation-scope': {}}   | is there twice
          {'mid': 1, 'mid': 2}                | not JSON
          {'mid': 1                           | not JSON
          []                                  | expected an object
          {'0': 1}                            | is not the name
          {'70000': 1}                        | is not the name
          """)
  void refusesJsonThatHasNoPlaceInDots(String json, String reason) {
    assertThatThrownBy(() -> DotsJson.toCbor(DotsJson.parse(json.replace('\'', '"'))))
        .isInstanceOf(WireException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          05                     | expected a map, found an unsigned integer
          a1                     | ends too early
          a10501a0               | 1 bytes follow
          a205010502             | mid (5) is there twice
          a1056178               | mid (5): expected an unsigned integer, found a text string
          a10605                 | target-prefix (6): expected an array, found an unsigned
          a161780a               | expected an unsigned integer, found a text string
          a1000a                 | key 0
          a11a0001000000         | expected a number up to 65535
          a1182bc48222190100     | expected a decimal fraction with exponent -2, found -3
          a1182b05               | expected a tag
          """)
  void refusesCborThatIsNoDots(String hex, String reason) {
    assertThatThrownBy(() -> hexToJson(hex))
        .isInstanceOf(WireException.class)
        .hasMessageContaining(reason);
  }

  private static String hexToJson(String hex) {
    return DotsJson.toJson(HexFormat.of().parseHex(hex)).toString();
  }
}
