// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.VersionTag;
import dev.tocsin.alto.wire.answer.AltoAnswer;
import dev.tocsin.alto.wire.answer.AltoAnswerWriter;
import dev.tocsin.alto.wire.answer.CostTable;
import dev.tocsin.alto.wire.json.JsonBounds;
import dev.tocsin.alto.wire.json.JsonText;
import dev.tocsin.alto.wire.patch.MergePatch;
import dev.tocsin.alto.wire.patch.PatchText;
import dev.tocsin.base.net.Prefix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DifferingTest {

  private static final JsonText JSON = new JsonText(JsonBounds.RESOURCE);
  private static final List<CostType> ONE = List.of(CostType.of("numerical", "routingcost"));
  private static final List<CostType> TWO =
      List.of(CostType.of("numerical", "routingcost"), CostType.of("numerical", "hopcount"));
  private static final int RUNS = 2_000;

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void patchesOfPartsPatchTheWholeCostMaps() {
    for (int run = 0; run < RUNS; run++) {
      boolean isMulti = random.nextBoolean();
      var before = costMap(isMulti, Map.of());
      var after = costMap(isMulti, costs(before));
      checkPatches(before, after);
    }
  }

  @Test
  void patchesOfPartsPatchTheWholeNetworkMaps() {
    for (int run = 0; run < RUNS; run++) checkPatches(networkMap(), networkMap());
  }

  @Test
  void leavesOutWhatIsTheSame() {
    var before = costMap(false, Map.of());
    var after =
        new AltoAnswer.CostMapAnswer(
            new VersionTag("map", "later"), false, before.srcs(), before.dsts(), before.costs());

    var parts = Differing.of(before, after).orElseThrow();

    assertThat(((AltoAnswer.CostMapAnswer) parts.before()).srcs()).isEmpty();
    assertThat(json(parts.after()).path("cost-map").size()).isZero();
  }

  private void checkPatches(AltoAnswer before, AltoAnswer after) {
    var parts = Differing.of(before, after);
    if (parts.isEmpty()) return;
    for (var type : List.of(MediaTypes.MERGE_PATCH, MediaTypes.JSON_PATCH)) {
      var patch =
          new UpdateChoice("", MediaTypes.COST_MAP, Set.of(type))
              .patch(json(parts.get().before()), json(parts.get().after()));
      if (patch.isEmpty()) continue;
      var read = JSON.parse(patch.get().data().getBytes(java.nio.charset.StandardCharsets.UTF_8));
      var patched =
          type.equals(MediaTypes.MERGE_PATCH)
              ? MergePatch.apply(json(before), read)
              : PatchText.read(read).apply(json(before));
      assertThat(patched)
          .as("-Dseed=%d %s %s of %s", seed, type, read, json(before))
          .isEqualTo(json(after));
    }
  }

  private static JsonNode json(AltoAnswer answer) {
    return JSON.parse(AltoAnswerWriter.write(answer));
  }

  /// Costs by pair of names, so that most of them stay in the next version.
  private static Map<String, double[]> costs(AltoAnswer.CostMapAnswer map) {
    var costs = new LinkedHashMap<String, double[]>();
    for (int src = 0; src < map.srcs().size(); src++) {
      for (int dst = 0; dst < map.dsts().size(); dst++) {
        if (!map.costs().isTold(src, dst)) continue;
        int row = src;
        int column = dst;
        costs.put(
            map.srcs().get(src) + " " + map.dsts().get(dst),
            IntStream.range(0, map.costs().types().size())
                .mapToDouble(layer -> map.costs().cost(layer, row, column))
                .toArray());
      }
    }
    return costs;
  }

  private AltoAnswer.CostMapAnswer costMap(boolean isMulti, Map<String, double[]> known) {
    var types = isMulti ? TWO : ONE;
    var srcs = names();
    var dsts = names();
    var layers = new double[types.size()][srcs.size() * dsts.size()];
    var told = new boolean[srcs.size() * dsts.size()];
    int pair = 0;
    for (var src : srcs) {
      for (var dst : dsts) {
        var before = known.get(src + " " + dst);
        boolean stays = before != null && random.nextInt(8) > 0;
        told[pair] = stays || known.isEmpty() && random.nextInt(4) > 0 || random.nextInt(6) == 0;
        for (int layer = 0; layer < layers.length; layer++) {
          layers[layer][pair] = stays ? before[layer] : random.nextInt(9);
          if (isMulti && layer == 1 && random.nextInt(9) == 0 && !stays) {
            layers[layer][pair] = Double.NaN;
          }
        }
        pair++;
      }
    }
    return new AltoAnswer.CostMapAnswer(
        new VersionTag("map", "t" + random.nextInt(3)),
        isMulti,
        srcs,
        dsts,
        new CostTable(types, dsts.size(), layers, told));
  }

  private AltoAnswer.NetworkMapAnswer networkMap() {
    var pids = new LinkedHashMap<String, List<Prefix>>();
    for (var name : names()) {
      var prefixes = new ArrayList<Prefix>();
      for (int i = 0; i < 6; i++) {
        if (random.nextInt(4) > 0) prefixes.add(Prefix.parse("10." + i + ".0.0/16"));
      }
      if (random.nextInt(3) == 0) prefixes.add(Prefix.parse("2001:db8::/32"));
      pids.put(name, prefixes);
    }
    return new AltoAnswer.NetworkMapAnswer(new VersionTag("map", "t" + random.nextInt(3)), pids);
  }

  private List<String> names() {
    return IntStream.range(0, 6).filter(i -> random.nextInt(6) > 0).mapToObj(i -> "p" + i).toList();
  }
}
