// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.build;

import dev.tocsin.alto.core.maps.MapException;
import dev.tocsin.alto.core.maps.Publication;
import dev.tocsin.alto.core.policy.PolicyException;
import dev.tocsin.alto.io.settings.AltoSettings;
import dev.tocsin.alto.sources.SourceException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the sources' files and at the tables of daemons, and publishes a new version when they
/// have changed and can be read; otherwise says why not, and the last good version stays. Files
/// that still change while they are looked at are left until they stand still.
public final class Following implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Following.class);
  private static final long CLOSE_SECONDS = 10;

  private final Workshop workshop;
  private final AltoSettings settings;
  private final LiveTables live;
  private final Consumer<Publication> publisher;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("alto-sources").factory());
  private final InstantSource clock;
  private volatile Optional<String> problem = Optional.empty();
  private volatile Build.Result current;
  private volatile long versions = 1;
  private Stamps used;
  private Stamps seen;
  private Instant published;

  /// The first version with what it was made of, and where it was made.
  private record First(Workshop workshop, Stamps used, Build.Result result) {}

  private Following(
      AltoSettings settings,
      LiveTables live,
      First first,
      InstantSource clock,
      Consumer<Publication> publisher) {
    this.workshop = first.workshop();
    this.clock = clock;
    this.current = first.result();
    this.settings = settings;
    this.live = live;
    this.publisher = publisher;
    this.used = first.used();
    this.seen = used;
    this.published = clock.instant();
  }

  /// The first version, made of the sources as they are now, and what follows them from there on.
  /// Whoever does not follow closes it.
  public record Begun(Build.Result first, FollowingStart following, Runnable end)
      implements AutoCloseable {
    @Override
    public void close() {
      end.run();
    }
  }

  /// Begins to follow the files once there is somebody to publish to.
  @FunctionalInterface
  public interface FollowingStart {
    Following start(Consumer<Publication> publisher);
  }

  /// @throws SourceException and others as {@link Build#run}
  public static Begun begin(AltoSettings settings, Consumer<String> progress) {
    return begin(settings, InstantSource.system(), progress);
  }

  static Begun begin(AltoSettings settings, InstantSource clock, Consumer<String> progress) {
    var live = LiveTables.open(settings.sources());
    try {
      // Before they are read: what changes meanwhile is read again.
      var used = Stamps.of(settings, live);
      var workshop = new Workshop(settings, live, clock);
      var first = new First(workshop, used, workshop.make(used, progress));
      return new Begun(
          first.result(),
          publisher -> start(new Following(settings, live, first, clock, publisher)),
          live::close);
    } catch (RuntimeException e) {
      live.close();
      throw e;
    }
  }

  private static Following start(Following following) {
    long every = following.settings.updates().look().toMillis();
    var task =
        following.thread.scheduleWithFixedDelay(
            following::look, every, every, TimeUnit.MILLISECONDS);
    if (task.isCancelled()) throw new IllegalStateException("not scheduled");
    return following;
  }

  /// Why the sources as they are now are not published; empty if they are.
  public Optional<String> problem() {
    return problem.or(live::problem);
  }

  /// How many were published, the first included.
  public long versions() {
    return versions;
  }

  /// PIDs of all network maps.
  public int pids() {
    return current.maps().stream().mapToInt(Build.MapFigures::pids).sum();
  }

  /// Prefixes of all network maps.
  public int prefixes() {
    return current.maps().stream().mapToInt(Build.MapFigures::told).sum();
  }

  /// One look, on the thread of its own.
  void look() {
    try {
      var now = Stamps.of(settings, live);
      // Routes never stand still.
      boolean hasChanged = !now.equals(used) && now.files().equals(seen.files());
      seen = now;
      // A calendar's next interval has costs of the moment of its own.
      boolean isDue = !clock.instant().isBefore(current.next());
      if (!hasChanged && !isDue || isTooSoon()) return;
      if (hasChanged) {
        used = now;
        rebuild(now);
      } else {
        publish(current.at(clock.instant()));
      }
    } catch (RuntimeException e) {
      log.error("following the sources failed", e);
      problem = Optional.of("internal error: " + e);
    }
  }

  // RFC 6708, AR-13: guidance does not follow the load of the moment.
  private boolean isTooSoon() {
    var since = Duration.between(published, clock.instant());
    // A clock that was set back is no reason to wait for it.
    return !since.isNegative() && since.compareTo(settings.updates().least()) < 0;
  }

  private void rebuild(Stamps now) {
    try {
      long start = System.nanoTime();
      var result = workshop.make(now, log::debug);
      publish(result);
      problem = Optional.empty();
      log.info(
          "a new version is published after {} ms: {}",
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
          result.maps());
    } catch (SourceException | PolicyException | MapException e) {
      log.error("the last good version stays: {}", e.getMessage());
      problem = Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private void publish(Build.Result result) {
    publisher.accept(result.publication());
    published = clock.instant();
    current = result;
    versions++;
  }

  @Override
  public void close() {
    live.close();
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        log.warn("a version is still being made");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
