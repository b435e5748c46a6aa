// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.server.ServerState;
import dev.tocsin.dots.io.store.SignalStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreProbeTest {

  @TempDir Path folder;

  @Test
  void findsNothingWrongWithAStoreThatTakesChangesAndLeavesNothingInIt() {
    try (var store = SignalStore.open(folder)) {
      var probe = new StoreProbe(store.commits());

      assertThat(probe.get()).isEmpty();
      assertThat(probe.get()).isEmpty();
    }
    try (var store = SignalStore.open(folder)) {
      assertThat(store.load()).isEqualTo(ServerState.EMPTY);
    }
  }

  @Test
  void saysWhyAStoreTakesNone() {
    var store = SignalStore.open(folder);
    var probe = new StoreProbe(store.commits());
    store.close();

    assertThat(probe.get()).hasValue("the store is closed");
  }
}
