// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alto.core.stream.UpdateChoice;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.json.JsonBounds;
import dev.tocsin.alto.wire.json.JsonText;
import dev.tocsin.alto.wire.stream.ControlEvent;
import dev.tocsin.alto.wire.stream.EventReader;
import dev.tocsin.alto.wire.stream.StreamEvent;
import dev.tocsin.base.bytes.WireException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What a client holds is, after every event, the version that the server chose the event for.
class ReplicaTest {

  private static final Set<String> BOTH = Set.of(MediaTypes.MERGE_PATCH, MediaTypes.JSON_PATCH);
  private static final StreamEvent OPENED = new ControlEvent.Opened(Optional.empty()).event();

  private final JsonText json = JsonText.ofServers(JsonBounds.RESOURCE);
  private final Replica replica = new Replica(json, 1_000);

  @Test
  void holdsEveryVersionThroughBytesAndPatches() {
    var seed = Long.getLong("seed", System.nanoTime());
    var random = new SplittableRandom(seed);
    for (var patches : List.of(BOTH, Set.of(MediaTypes.MERGE_PATCH), Set.<String>of())) {
      var receiver = new Replica(json, 1_000);
      receiver.expect("costs");
      var reader = new EventReader(100_000);
      assertThat(through(reader, OPENED).map(receiver::take)).isPresent();
      var choice = new UpdateChoice("costs", MediaTypes.COST_MAP, patches);
      var version = costs(random);
      receiver.take(through(reader, choice.whole(version)).orElseThrow());
      var types = new ArrayList<String>();

      for (var round = 0; round < 500; round++) {
        var next = altered(random, version);
        var event = choice.between(version, next);
        assertThat(event.isEmpty()).isEqualTo(next.equals(version));
        version = next;
        if (event.isEmpty()) continue;
        types.add(event.get().mediaType());
        assertThat(receiver.take(through(reader, event.get()).orElseThrow()))
            .as("-Dseed=%d round %d of %s", seed, round, patches)
            .isEqualTo(new Update.Version("costs", MediaTypes.COST_MAP, version));
      }

      assertThat(types).containsAll(patches);
      if (patches.isEmpty()) assertThat(types).containsOnly(MediaTypes.COST_MAP);
    }
  }

  @Test
  void tellsANullByAnythingButAMergePatch() {
    var before = parse("{\"cost-map\":{\"a\":{\"a\":1,\"b\":2,\"c\":3,\"d\":4}}}");
    var after = parse("{\"cost-map\":{\"a\":{\"a\":1,\"b\":null,\"c\":3,\"d\":4}}}");

    var whole = choice(Set.of(MediaTypes.MERGE_PATCH)).between(before, after);

    assertThat(whole).map(StreamEvent::mediaType).contains(MediaTypes.COST_MAP);
  }

  @Test
  void sendsTheWholeIfNoPatchIsShorter() {
    var event = choice(BOTH).between(parse("{\"abc\":1,\"def\":2}"), parse("{}"));

    assertThat(event).map(StreamEvent::data).contains("{}");
    assertThat(event).map(StreamEvent::mediaType).contains(MediaTypes.COST_MAP);
  }

  @Test
  void buildsOnTheVersionWhoseTagItTold() {
    replica.expect("s", MediaTypes.NETWORK_MAP, parse("{\"a\":1,\"b\":2}"));
    replica.take(OPENED);

    assertThat(replica.take(new StreamEvent(MediaTypes.MERGE_PATCH, Optional.of("s"), "{\"a\":3}")))
        .isEqualTo(new Update.Version("s", MediaTypes.NETWORK_MAP, parse("{\"a\":3,\"b\":2}")));
  }

  @Test
  void refusesWhatDoesNotBeginWithTheControlUri() {
    replica.expect("s");

    assertRefused(choice(BOTH).whole(parse("{}")), "control event");
  }

  @Test
  void refusesAPatchOfWhatItDoesNotHave() {
    replica.expect("s");
    replica.take(OPENED);

    assertRefused(new StreamEvent(MediaTypes.MERGE_PATCH, Optional.of("s"), "{}"), "the whole");
  }

  @Test
  void refusesWhatItDidNotAskForAndWhatWasStopped() {
    replica.expect("s");
    replica.take(OPENED);
    replica.take(choice(BOTH).whole(parse("{}")));
    replica.take(new ControlEvent.Changed(List.of(), List.of("s"), Optional.empty()).event());

    assertRefused(choice(BOTH).whole(parse("{}")), "asked for");
    assertRefused(OPENED, "one control URI");
  }

  @Test
  void refusesAResourceThatGrowsPatchByPatch() {
    replica.expect("s");
    replica.take(OPENED);
    replica.take(choice(BOTH).whole(parse("{}")));

    assertThatThrownBy(
            () -> {
              for (var i = 0; i < 1_000; i++) {
                var patch = "{\"n%d\":%d}".formatted(i, i);
                replica.take(new StreamEvent(MediaTypes.MERGE_PATCH, Optional.of("s"), patch));
              }
            })
        .isInstanceOf(WireException.class)
        .hasMessageContaining("1000 values");
  }

  @Test
  void refusesManyResourcesThatTogetherAreTooLarge() {
    var large = new StringBuilder("{");
    for (var i = 0; i < 400; i++) large.append(i == 0 ? "" : ",").append("\"n%d\":1".formatted(i));
    var version = parse(large.append('}').toString());
    for (var each : List.of("a", "b", "c")) replica.expect(each);
    replica.take(OPENED);
    var media = MediaTypes.COST_MAP;
    for (var round = 0; round < 3; round++) {
      replica.take(new UpdateChoice("a", media, Set.of()).whole(version));
      replica.take(new UpdateChoice("b", media, Set.of()).whole(version));
    }

    assertRefused(new UpdateChoice("c", media, Set.of()).whole(version), "1000 values");
  }

  private void assertRefused(StreamEvent event, String expected) {
    assertThatThrownBy(() -> replica.take(event))
        .isInstanceOf(WireException.class)
        .hasMessageContaining(expected);
  }

  private static UpdateChoice choice(Set<String> patches) {
    return new UpdateChoice("s", MediaTypes.COST_MAP, patches);
  }

  private static Optional<StreamEvent> through(EventReader reader, StreamEvent event) {
    return reader.read(ByteBuffer.wrap(event.bytes())).stream().findFirst();
  }

  private static JsonNode costs(SplittableRandom random) {
    var map = JsonNodeFactory.instance.objectNode();
    for (var src = 0; src < 6; src++) {
      var row = map.putObject("PID" + src);
      for (var dst = 0; dst < 6; dst++) row.put("PID" + dst, random.nextInt(100));
    }
    return map;
  }

  private static JsonNode altered(SplittableRandom random, JsonNode version) {
    if (random.nextInt(20) == 0) return costs(random);
    var next = version.deepCopy().asObject();
    var row = next.withObject("/PID" + random.nextInt(6));
    var dst = "PID" + random.nextInt(6);
    switch (random.nextInt(4)) {
      case 0 -> row.remove(dst);
      case 1 -> row.putNull(dst);
      case 2 -> row.put(dst, random.nextInt(100));
      default -> row.putArray(dst).add(1).addNull();
    }
    return next;
  }

  private JsonNode parse(String text) {
    return json.parse(text.getBytes(StandardCharsets.UTF_8));
  }
}
