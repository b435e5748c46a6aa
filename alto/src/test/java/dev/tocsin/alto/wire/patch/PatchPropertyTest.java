// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.patch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// The old document and the patch are the new document, for documents of all shapes.
class PatchPropertyTest {

  private static final int ROUNDS = 20_000;

  private final JsonMapper mapper = new JsonMapper();
  private final long seed = Long.getLong("seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);

  @Test
  void oldAndJsonPatchAreNew() {
    for (var round = 0; round < ROUNDS; round++) {
      var before = value(4, true);
      var after = random.nextBoolean() ? value(4, true) : altered(before, true);
      var kept = before.deepCopy();

      var text = PatchText.json(JsonPatch.between(before, after)).toString();
      var patched = PatchText.read(mapper.readTree(text)).apply(before);

      assertThat(patched).as("-Dseed=%d round %d: %s", seed, round, text).isEqualTo(after);
      assertThat(before).as("-Dseed=%d what was handed in", seed).isEqualTo(kept);
    }
  }

  @Test
  void oldAndMergePatchAreNewWithoutNulls() {
    for (var round = 0; round < ROUNDS; round++) {
      var before = value(4, true);
      var after = random.nextBoolean() ? value(4, false) : altered(before, false);
      var patch = MergePatch.between(before, after);
      if (patch.isEmpty()) {
        assertThat(after.toString()).as("-Dseed=%d", seed).contains("null");
        continue;
      }
      var kept = before.deepCopy();

      var patched = MergePatch.apply(before, mapper.readTree(patch.get().toString()));

      assertThat(patched).as("-Dseed=%d round %d: %s", seed, round, patch).isEqualTo(after);
      assertThat(before).as("-Dseed=%d what was handed in", seed).isEqualTo(kept);
    }
  }

  private JsonNode value(int depth, boolean nulls) {
    var nodes = JsonNodeFactory.instance;
    return switch (random.nextInt(depth == 0 ? 3 : 7)) {
      case 0 -> nulls ? nodes.nullNode() : nodes.numberNode(0);
      case 1 -> nodes.numberNode(random.nextInt(3));
      case 2 -> nodes.stringNode("s" + random.nextInt(3));
      case 3 -> {
        var array = nodes.arrayNode();
        for (var i = random.nextInt(8); i > 0; i--) array.add(value(depth - 1, nulls));
        yield array;
      }
      default -> {
        var object = nodes.objectNode();
        for (var i = random.nextInt(5); i > 0; i--) object.set(name(), value(depth - 1, nulls));
        yield object;
      }
    };
  }

  private String name() {
    return new String[] {"a", "b/c", "~d", "", "0", "-"}[random.nextInt(6)];
  }

  private JsonNode altered(JsonNode node, boolean nulls) {
    if (random.nextInt(8) == 0) return value(2, nulls);
    if (node.isObject()) {
      var object = JsonNodeFactory.instance.objectNode();
      for (var member : node.properties()) {
        if (random.nextInt(8) > 0) object.set(member.getKey(), altered(member.getValue(), nulls));
      }
      return object;
    }
    if (!node.isArray()) return node;
    var array = JsonNodeFactory.instance.arrayNode();
    for (var element : node) {
      if (random.nextInt(8) > 0) array.add(element);
      if (random.nextInt(8) == 0) array.add(value(1, nulls));
    }
    return array;
  }
}
