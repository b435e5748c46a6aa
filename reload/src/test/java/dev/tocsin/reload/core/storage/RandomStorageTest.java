// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.KindQuery;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.reload.wire.message.Response.Answer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A storage beside the plainest one that obeys the same rules: maps that are copied whole before
/// each request, and put back when anything is wrong.
class RandomStorageTest {

  private static final List<Long> KINDS = List.of(Desk.SINGLE, Desk.ARRAY, Desk.DICTIONARY);

  /// A value by its key, as text: its bytes, its time, and whether it was removed.
  private record Cell(String text, long time, boolean isRemoved, long end) {}

  private static final class Plain {
    Map<Long, TreeMap<Integer, Cell>> cells = new LinkedHashMap<>();
    Map<Long, Long> generations = new LinkedHashMap<>();

    Plain() {
      for (var kind : KINDS) {
        cells.put(kind, new TreeMap<>());
        generations.put(kind, 0L);
      }
    }

    Plain copy() {
      var copy = new Plain();
      cells.forEach((kind, each) -> copy.cells.get(kind).putAll(each));
      copy.generations.putAll(generations);
      return copy;
    }

    int length(long kind) {
      return cells.get(kind).entrySet().stream()
          .filter(each -> !each.getValue().isRemoved())
          .mapToInt(each -> each.getKey() + 1)
          .max()
          .orElse(0);
    }

    /// @return whether it may be done
    boolean put(long kind, int key, Cell cell) {
      var all = cells.get(kind);
      if (key < 0) {
        boolean isOld =
            all.values().stream().anyMatch(each -> each.isRemoved() && cell.time() <= each.time());
        if (isOld) return false;
        return put(kind, length(kind), cell);
      }
      if (kind == Desk.ARRAY && key >= Desk.LIMITS.valuesMax()) return false;
      var before = all.get(key);
      if (before != null && cell.time() <= before.time()) return false;
      all.put(key, cell);
      long values = all.values().stream().filter(each -> !each.isRemoved()).count();
      return values <= Desk.LIMITS.valuesMax();
    }

    boolean remove(long kind, int key) {
      var before = cells.get(kind).get(key);
      if (before == null || before.isRemoved()) return false;
      cells.get(kind).put(key, new Cell("", before.time(), true, before.end()));
      return true;
    }

    List<String> texts(long kind) {
      var texts = new ArrayList<String>();
      if (kind == Desk.ARRAY) {
        for (int i = 0; i < length(kind); i++) texts.add(i + ":" + text(cells.get(kind).get(i)));
      } else {
        cells
            .get(kind)
            .forEach(
                (key, cell) -> {
                  if (!cell.isRemoved())
                    texts.add((kind == Desk.SINGLE ? "" : key + ":") + cell.text());
                });
        if (kind == Desk.SINGLE && texts.isEmpty()) texts.add("-");
      }
      return texts;
    }

    private static String text(Cell cell) {
      return cell == null || cell.isRemoved() ? "-" : Objects.requireNonNull(cell).text();
    }
  }

  @Test
  void isWhatThePlainestOneWouldBe() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    var random = new SplittableRandom(seed);
    for (int run = 0; run < 200; run++) run(random);
  }

  private static void run(SplittableRandom random) {
    var desk = new Desk();
    var plain = new Plain();
    int done = 0;
    for (int step = 0; step < 60; step++) {
      var after = plain.copy();
      boolean isRight =
          random.nextInt(4) > 0 ? store(desk, after, random) : remove(desk, after, random);
      if (isRight) {
        plain = after;
        done++;
      }
      for (long kind : KINDS) {
        assertThat(desk.texts(kind)).isEqualTo(plain.texts(kind));
        assertThat(desk.generation(kind)).isEqualTo(plain.generations.get(kind));
      }
    }
    assertThat(done).isPositive();
  }

  private static boolean store(Desk desk, Plain plain, SplittableRandom random) {
    var request = new ArrayList<KindValues>();
    boolean isRight = true;
    boolean isExpected = true;
    for (long kind : KINDS) {
      if (random.nextBoolean()) continue;
      long generation = random.nextInt(5) == 0 ? random.nextInt(1, 6) : 0;
      isExpected &= generation == 0 || generation == plain.generations.get(kind);
      var values = new ArrayList<StoredValue>();
      for (int i = random.nextInt(1, 3); i > 0; i--) {
        int key = kind == Desk.SINGLE ? 0 : random.nextInt(kind == Desk.ARRAY ? -1 : 0, 5);
        long time = random.nextInt(40);
        var text = "v" + random.nextInt(1000);
        isRight &= plain.put(kind, key, new Cell(text, time, false, 1000));
        values.add(Desk.value(time, 1000, entry(kind, key, text)));
      }
      request.add(new KindValues(kind, generation, values));
      plain.generations.merge(kind, 1L, Long::sum);
    }
    var response = desk.store(request.toArray(new KindValues[0]));
    return agrees(response, isRight && isExpected);
  }

  private static Entry entry(long kind, int key, String text) {
    var value = Entry.Value.of(Bytes.of(text));
    if (kind == Desk.SINGLE) return new Entry.Single(value);
    if (kind == Desk.ARRAY) return new Entry.Indexed(key, value);
    return new Entry.Keyed(Bytes.of(String.valueOf(key)), value);
  }

  private static boolean remove(Desk desk, Plain plain, SplittableRandom random) {
    var request = new ArrayList<KindQuery>();
    boolean isExpected = true;
    for (long kind : KINDS) {
      if (random.nextBoolean()) continue;
      long generation = random.nextInt(5) == 0 ? random.nextInt(1, 6) : 0;
      isExpected &= generation == 0 || generation == plain.generations.get(kind);
      int key = kind == Desk.SINGLE ? 0 : random.nextInt(4);
      if (plain.remove(kind, key)) plain.generations.merge(kind, 1L, Long::sum);
      var which =
          kind == Desk.SINGLE
              ? new KindQuery.Which.Single()
              : kind == Desk.ARRAY
                  ? new KindQuery.Which.Range(key, key)
                  : new KindQuery.Which.Keys(List.of(Bytes.of(String.valueOf(key))));
      request.add(new KindQuery(kind, generation, which));
    }
    return agrees(desk.remove(request.toArray(new KindQuery[0])), isExpected);
  }

  private static boolean agrees(Response response, boolean isRight) {
    assertThat(response instanceof Answer).as("%s", response).isEqualTo(isRight);
    return isRight;
  }
}
