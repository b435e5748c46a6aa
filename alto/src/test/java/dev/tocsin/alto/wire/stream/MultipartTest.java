// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.base.bytes.WireException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A resource of several parts in one event.
class MultipartTest {

  // RFC 8895 §8.5, its event in one line and with costs and properties of its own
  private static final String STREAM =
      """
      event: multipart/related;boundary=example-pv;type=application/alto-endpointcost+json,ecspvsub1
      data: --example-pv
      data: Content-ID: ecsmap
      data: Content-Type: application/alto-endpointcost+json
      data:
      data: {"endpoint-cost-map":
      data:   {"ipv4:192.0.2.2": {"ipv4:192.0.2.89": ["NET1"]}}}
      data: --example-pv
      data: Content-ID: propmap
      data: Content-Type: application/alto-propmap+json
      data:
      data: {"property-map": {".ane:NET1": {"maxresbw": 50}}}
      data: --example-pv--

      event: application/merge-patch+json,ecspvsub1.ecsmap
      data: {}

      """;

  @Test
  void isReadAsTheRfcShowsIt() {
    var events =
        new EventReader(10_000).read(ByteBuffer.wrap(STREAM.getBytes(StandardCharsets.UTF_8)));

    assertThat(events).hasSize(2);
    assertThat(Multipart.parts(events.getFirst()))
        .containsExactly(
            new StreamEvent(
                MediaTypes.ENDPOINT_COST,
                Optional.of("ecspvsub1.ecsmap"),
                "{\"endpoint-cost-map\":\n  {\"ipv4:192.0.2.2\": {\"ipv4:192.0.2.89\": [\"NET1\"]}}}"),
            new StreamEvent(
                MediaTypes.PROPERTY_MAP,
                Optional.of("ecspvsub1.propmap"),
                "{\"property-map\": {\".ane:NET1\": {\"maxresbw\": 50}}}"));
    assertThat(Multipart.parts(events.getLast())).containsExactly(events.getLast());
  }

  @Test
  void isReadAsOtherRfcsWriteIt() {
    // RFC 9275: no last boundary, the Content-ID in angle brackets; RFC 2046: quotes, a preamble
    var parts =
        read(
            "multipart/related; type=application/alto-costmap+json; boundary=\"a, b\"",
            """
            nothing of this counts
            --a, b
            Content-Type: application/alto-costmap+json
            Content-ID: <costmap@alto.example.com>

            {}
            """);

    assertThat(parts)
        .containsExactly(
            new StreamEvent(MediaTypes.COST_MAP, Optional.of("s.costmap@alto.example.com"), "{}"));
  }

  @ParameterizedTest
  @CsvSource({
    "multipart/related, '--b\nContent-ID: a\nContent-Type: t\n\n{}', expected a boundary",
    "multipart/related;boundary=b, '{}', 'expected parts, found none'",
    "multipart/related;boundary=b, '--b\nContent-ID: a\n\n{}', expected a part with a content-type",
    "multipart/related;boundary=b, '--b\nContent-Type: t\n\n{}', expected a part with a content-id",
    "multipart/related;boundary=b, '--b\n{}\n\n{}', expected a field of a part",
    "multipart/related;boundary=b, '--b\nContent-ID: a\nContent-Type: t\n\n{}\n"
        + "--b\nContent-ID: a\nContent-Type: t\n\n{}', expected each Content-ID once"
  })
  void isRefusedIfItsPartsAreNotClear(String mediaType, String data, String error) {
    assertThatThrownBy(() -> read(mediaType, data))
        .isInstanceOf(WireException.class)
        .hasMessageContaining(error);
  }

  private static List<StreamEvent> read(String mediaType, String data) {
    return Multipart.parts(new StreamEvent(mediaType, Optional.of("s"), data));
  }
}
