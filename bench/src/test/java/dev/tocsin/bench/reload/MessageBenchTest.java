// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.reload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MessageBenchTest {

  /// Otherwise the two could not be compared.
  @Test
  void passesOnByHandWhatTheCodecPassesOn() {
    var bench = new MessageBench();

    assertThat(bench.forwardByHand()).isEqualTo(bench.forward());
  }

  @Test
  void readsAndWritesTheSameMessage() {
    var bench = new MessageBench();
    var store = new SignedStore();

    assertThat(bench.writeStore()).isEqualTo(bench.bytes());
    assertThat(store.author(SignedStore.PROFILE.message(store.bytes))).isNotNull();
  }
}
