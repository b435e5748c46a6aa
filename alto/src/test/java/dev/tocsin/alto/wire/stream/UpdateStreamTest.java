// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alto.wire.AltoRefusedException;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.json.JsonBounds;
import dev.tocsin.alto.wire.json.JsonText;
import dev.tocsin.alto.wire.patch.MergePatch;
import dev.tocsin.base.bytes.WireException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The stream that RFC 8895 §8.2 shows, and its bytes cut and ended in every way.
class UpdateStreamTest {

  // RFC 8895 §8.2
  private static final String STREAM =
      """
      event: application/alto-updatestreamcontrol+json
      data: {"control-uri":
      data: "https://alto.example.com/updates/streams/3141592653589"}

      event: application/alto-costmap+json,my-routingcost-map
      data: {
      data:   "meta" : {"vtag": {"resource-id" : "my-routingcost-map", "tag" : "3ee2"}},
      data:   "cost-map" : {
      data:     "PID1": { "PID1": 1,  "PID2": 5 },
      data:     "PID3": { "PID1": 20, "PID2": 15  }
      data:   }
      data: }

      :

      event: application/merge-patch+json,my-routingcost-map
      data: {
      data:   "meta" : {"vtag": {"tag": "c0ce"}},
      data:   "cost-map": {
      data:     "PID1" : { "PID2" : 9 },
      data:     "PID3" : { "PID1" : null, "PID3" : 1 }
      data:   }
      data: }

      """;

  private final JsonText json = JsonText.ofServers(JsonBounds.RESOURCE);

  @Test
  void readsTheStreamOfTheRfc() {
    var events = read(STREAM);

    assertThat(events)
        .extracting(StreamEvent::mediaType)
        .containsExactly(MediaTypes.STREAM_CONTROL, MediaTypes.COST_MAP, MediaTypes.MERGE_PATCH);
    assertThat(ControlEvent.read(json, events.getFirst()))
        .isEqualTo(
            new ControlEvent.Opened(
                Optional.of("https://alto.example.com/updates/streams/3141592653589")));
    assertThat(events.get(1).dataId()).contains("my-routingcost-map");
    assertThat(
            MergePatch.apply(
                    json.parse(bytes(events.get(1).data())),
                    json.parse(bytes(events.get(2).data())))
                .at("/cost-map"))
        .isEqualTo(
            json.parse(
                bytes("{\"PID1\":{\"PID1\":1,\"PID2\":9},\"PID3\":{\"PID2\":15,\"PID3\":1}}")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n"})
  void readsEveryEndOfLineHoweverTheBytesAreCut(String lineEnd) {
    var seed = Long.getLong("seed", System.nanoTime());
    var random = new SplittableRandom(seed);
    var stream = bytes(STREAM.replace("\n", lineEnd));
    var reader = new EventReader(10_000);

    var events = new ArrayList<StreamEvent>();
    for (var at = 0; at < stream.length; ) {
      var length = Math.min(random.nextInt(1, 20), stream.length - at);
      events.addAll(reader.read(ByteBuffer.wrap(stream, at, length)));
      at += length;
    }

    assertThat(events).as("-Dseed=%d", seed).isEqualTo(read(STREAM));
  }

  @Test
  void readsWhatItWrites() {
    var events =
        List.of(
            new ControlEvent.Opened(Optional.empty()).event(),
            new ControlEvent.Opened(Optional.of("/streams/x")).event(),
            new ControlEvent.Changed(List.of("a", "b"), List.of(), Optional.empty()).event(),
            new ControlEvent.Changed(List.of(), List.of("c"), Optional.of("it is gone")).event(),
            new StreamEvent(MediaTypes.NETWORK_MAP, Optional.of("s.part"), "{\n\"é\":1}"));
    var text = new StringBuilder();
    for (var event : events) {
      text.append(new String(event.bytes(), StandardCharsets.UTF_8));
      text.append(new String(StreamEvent.keepAlive(), StandardCharsets.UTF_8));
    }

    assertThat(read(text.toString())).isEqualTo(events);
    assertThat(events.subList(0, 4).stream().map(event -> ControlEvent.read(json, event).event()))
        .isEqualTo(events.subList(0, 4));
  }

  @Test
  void leavesOutWhatIsNoEventOfAlto() {
    var stream =
        "\uFEFFid: 7\nretry: 10\nevent: nothing\n\nevent: a,b\ndata:{}\nnews: 1\n\ndata: cut";

    assertThat(read(stream)).containsExactly(new StreamEvent("a", Optional.of("b"), "{}"));
  }

  @Test
  void endsAnEventWithoutEndButNotAStreamOfComments() {
    var reader = new EventReader(100);

    for (var i = 0; i < 1_000; i++) reader.read(ByteBuffer.wrap(bytes(": awake\n")));

    assertThatThrownBy(() -> reader.read(ByteBuffer.wrap(bytes("data: 1\n".repeat(20)))))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("100 bytes");
  }

  @Test
  void refusesAControlEventThatIsNone() {
    var event = new StreamEvent(MediaTypes.STREAM_CONTROL, Optional.empty(), "{\"control-uri\":5}");

    assertThatThrownBy(() -> ControlEvent.read(json, event))
        .isInstanceOf(AltoRefusedException.class)
        .hasMessageContaining("control-uri");
  }

  private static List<StreamEvent> read(String stream) {
    return new EventReader(10_000).read(ByteBuffer.wrap(bytes(stream)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
