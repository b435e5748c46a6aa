// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.store.CommitOptions;
import dev.tocsin.reload.core.storage.EntryId;
import dev.tocsin.reload.core.storage.Kept;
import dev.tocsin.reload.core.storage.StorageChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a peer promised to keep is there after any end of its process.
class PeerStoreTest {

  @TempDir Path folder;

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final AnyStorageChange any = new AnyStorageChange(random);

  PeerStoreTest() {
    System.out.println("seed " + seed);
  }

  /// What changes come to, by the plainest means.
  private static final class Sum {
    final Map<List<Object>, StorageChange> kept = new HashMap<>();

    void add(StorageChange change) {
      switch (change) {
        case StorageChange.Put(var value) -> kept.put(key(value.place(), value.id()), change);
        case StorageChange.Drop(var place, var id) -> kept.remove(key(place, id));
        case StorageChange.Count(var place, var generation) -> {
          if (generation == 0) kept.remove(List.<Object>of(place));
          else kept.put(List.of(place), change);
        }
      }
    }

    private static List<Object> key(Kept.Place place, EntryId id) {
      return List.of(place, id);
    }

    Set<StorageChange> state() {
      return new HashSet<>(kept.values());
    }
  }

  private static void commit(PeerStore store, List<StorageChange> changes) throws Exception {
    var done = new CompletableFuture<Void>();
    store.commits().submit(changes, () -> done.complete(null), done::completeExceptionally);
    done.get(10, TimeUnit.SECONDS);
  }

  private static Set<StorageChange> loaded(Path folder) {
    try (var store = PeerStore.open(folder)) {
      return new HashSet<>(store.load());
    }
  }

  @Test
  void beginsWithNothing() {
    assertThat(loaded(folder)).isEmpty();
  }

  @Test
  void aPeerKnowsAgainWhatItPromised() throws Exception {
    var expected = new Sum();
    for (int restart = 0; restart < 4; restart++) {
      try (var store = PeerStore.open(folder)) {
        assertThat(new HashSet<>(store.load())).isEqualTo(expected.state());
        for (int i = 0; i < 60; i++) {
          var changes = List.of(any.next(), any.next());
          commit(store, changes);
          changes.forEach(expected::add);
        }
      }
    }
    assertThat(loaded(folder)).isEqualTo(expected.state());
  }

  @Test
  void aJournalThatIsTornAnywhereHoldsWholeRequests() throws Exception {
    // given the files of a process that was killed: nothing is in the tables yet
    var options = new CommitOptions(1000, 100, 1 << 16, 1 << 20, 10_000, Duration.ofHours(1));
    var states = new ArrayList<Set<StorageChange>>();
    var sum = new Sum();
    states.add(sum.state());
    var killed = folder.resolve("killed");
    try (var store = PeerStore.open(folder.resolve("live"), options)) {
      for (int i = 0; i < 30; i++) {
        var changes = List.of(any.next(), any.next(), any.next());
        commit(store, changes);
        changes.forEach(sum::add);
        states.add(sum.state());
      }
      copy(folder.resolve("live"), killed);
    }
    var pristine = folder.resolve("pristine");
    copy(killed, pristine);
    assertThat(loaded(killed)).isEqualTo(sum.state());

    // when its journal ends at any byte, then whole commits are there, the first so many
    var journal = journal(pristine);
    int length = length(Files.readAllBytes(pristine.resolve(journal)));
    int before = states.size();
    for (int end = length; end > length / 2; end -= random.nextInt(1, 80)) {
      var torn = folder.resolve("torn-" + end);
      copy(pristine, torn);
      var file = torn.resolve(journal);
      Files.write(file, Arrays.copyOf(Files.readAllBytes(file), end));
      int found = states.lastIndexOf(loaded(torn));
      assertThat(found).as("state with %d of %d bytes", end, length).isNotNegative();
      assertThat(found).isLessThanOrEqualTo(before);
      before = found;
    }
  }

  private static Path journal(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .map(Path::getFileName)
          .filter(name -> name.toString().endsWith(".journal"))
          .max(Path::compareTo)
          .orElseThrow();
    }
  }

  // Behind it are the zeros of what is reserved.
  private static int length(byte[] journal) {
    int length = journal.length;
    while (journal[length - 1] == 0) length--;
    return length;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (var files = Files.list(from)) {
      for (var file : files.toList()) Files.copy(file, to.resolve(file.getFileName()));
    }
  }
}
