// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import dev.tocsin.base.run.Loop;
import dev.tocsin.dots.core.mitigation.FilterEvent;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.core.server.ServerInput;
import dev.tocsin.dots.core.server.ServerOutput;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// The way to a loop that is opened after the parts that feed it: whoever comes early waits for it,
/// until it is there or is known not to come.
final class LoopInputs implements AutoCloseable {

  private final CompletableFuture<Optional<Loop<ServerInput, ServerOutput>>> loop =
      new CompletableFuture<>();

  void to(Loop<ServerInput, ServerOutput> opened) {
    loop.complete(Optional.of(opened));
  }

  boolean offer(ServerInput input) {
    return loop.join().filter(each -> each.offer(input)).isPresent();
  }

  void put(ServerInput input) {
    loop.join().ifPresent(each -> each.put(input));
  }

  void mitigated(String mitigator, MitigationKey key, MitigatorEvent event) {
    // All mitigations are measured at once; requests must find room beside that.
    var input = new ServerInput.Mitigated(mitigator, key, event);
    loop.join().ifPresent(each -> each.putModestly(input));
  }

  void filtered(FilterKey key, FilterEvent event) {
    put(new ServerInput.FilterReported(key, event));
  }

  @Override
  public void close() {
    loop.complete(Optional.empty());
  }
}
