// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Response.Answer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What comes of values that were fetched from several peers, or before.
class FetchedTest {

  private static final Id PLACE = new Id(1, 2);

  private static StoredValue value(int index, long time) {
    var bytes = Bytes.of(new byte[] {(byte) index, (byte) time});
    return new StoredValue(
        time, 60, new Entry.Indexed(index, Entry.Value.of(bytes)), Optional.empty());
  }

  private static Answer.Fetched fetched(long generation, StoredValue... values) {
    return new Answer.Fetched(List.of(new KindValues(7, generation, Arrays.asList(values))));
  }

  @Test
  void takesOfEachValueTheNewest() {
    var newest = new Newest();
    newest.add(fetched(4, value(0, 10), value(1, 30)));
    newest.add(fetched(6, value(0, 20), value(1, 20), value(2, 5)));

    assertThat(newest.answer()).contains(fetched(6, value(0, 20), value(1, 30), value(2, 5)));
    assertThat(new Newest().answer()).isEmpty();
  }

  @Test
  void seesThatAValueIsOlderThanItWas() {
    // SE-3.
    var rollbacks = new Rollbacks(10);
    assertThat(rollbacks.check(PLACE, fetched(1, value(0, 20)))).isEmpty();
    assertThat(rollbacks.check(PLACE, fetched(1, value(0, 20)))).isEmpty();
    assertThat(rollbacks.check(PLACE, fetched(1, value(0, 19), value(1, 3)))).isPresent();
    assertThat(rollbacks.check(new Id(1, 3), fetched(1, value(0, 19)))).isEmpty();
    assertThat(rollbacks.check(PLACE, fetched(1, value(0, 21)))).isEmpty();
  }

  @Test
  void remembersNoMoreValuesThanItMay() {
    var rollbacks = new Rollbacks(10);
    for (int i = 0; i < 100; i++) {
      assertThat(rollbacks.check(PLACE, fetched(1, value(i, 20)))).isEmpty();
    }
    assertThat(rollbacks.size()).isEqualTo(10);
  }
}
