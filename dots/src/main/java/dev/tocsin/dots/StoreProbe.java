// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import dev.tocsin.base.store.ChangeLog;
import dev.tocsin.base.store.Commit;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.server.Change;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Whether the store takes changes: writes one that changes nothing, whenever asked. Any thread may
/// ask; one probe is under way at a time.
final class StoreProbe implements Supplier<Optional<String>> {

  private static final int WAIT_SECONDS_MAX = 1;
  // No mitigation has an empty domain, so there is nothing to remove.
  private static final Change NOTHING = new Change.RemoveMitigation(new MitigationKey("", "", 0));

  private final ChangeLog<Change> commits;
  private CompletableFuture<Optional<String>> probe =
      CompletableFuture.completedFuture(Optional.empty());

  StoreProbe(ChangeLog<Change> commits) {
    this.commits = commits;
  }

  @Override
  public Optional<String> get() {
    try {
      return begin().get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (TimeoutException stuck) {
      return Optional.of("a change waits for the disk for over " + WAIT_SECONDS_MAX + " s");
    } catch (ExecutionException e) {
      throw new IllegalStateException("a probe gives its failure as a value", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  private synchronized CompletableFuture<Optional<String>> begin() {
    if (!probe.isDone()) return probe;
    var result = new CompletableFuture<Optional<String>>();
    probe = result;
    commits.submit(
        List.of(
            new Commit<>(
                List.of(NOTHING),
                () -> result.complete(Optional.empty()),
                failure -> result.complete(Optional.of(String.valueOf(failure.getMessage()))))));
    return result;
  }
}
