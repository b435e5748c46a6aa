// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.build;

import dev.tocsin.alto.core.maps.MapException;
import dev.tocsin.alto.core.maps.Publication;
import dev.tocsin.alto.core.policy.PolicyException;
import dev.tocsin.alto.io.settings.AltoSettings;
import dev.tocsin.alto.sources.SourceException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the sources' files, and publishes a new version when they have changed and can be read;
/// otherwise says why not, and the last good version stays. Files that still change while they are
/// looked at are left until they stand still.
public final class Following implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Following.class);
  private static final long CLOSE_SECONDS = 10;

  private final Build build;
  private final AltoSettings settings;
  private final Consumer<Publication> publisher;
  private final Set<Path> files;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("alto-sources").factory());
  private volatile Optional<String> problem = Optional.empty();
  private volatile Build.Result current;
  private volatile long versions = 1;
  private FileStamps used;
  private FileStamps seen;
  private long published = System.nanoTime();

  private Following(
      Build build,
      AltoSettings settings,
      FileStamps used,
      Build.Result first,
      Consumer<Publication> publisher) {
    this.build = build;
    this.current = first;
    this.settings = settings;
    this.publisher = publisher;
    this.files = settings.sources().files();
    this.used = used;
    this.seen = used;
  }

  /// The first version, made of the files as they are now, and what follows them from there on.
  public record Begun(Build.Result first, FollowingStart following) {}

  /// Begins to follow the files once there is somebody to publish to.
  @FunctionalInterface
  public interface FollowingStart {
    Following start(Consumer<Publication> publisher);
  }

  /// @throws SourceException and others as {@link Build#run}
  public static Begun begin(AltoSettings settings, Consumer<String> progress) {
    var build = new Build(settings);
    // Before they are read: what changes meanwhile is read again.
    var used = FileStamps.of(settings.sources().files());
    var first = build.run(progress);
    return new Begun(
        first,
        publisher -> {
          var following = new Following(build, settings, used, first, publisher);
          long every = settings.updates().look().toMillis();
          var task =
              following.thread.scheduleWithFixedDelay(
                  following::look, every, every, TimeUnit.MILLISECONDS);
          if (task.isCancelled()) throw new IllegalStateException("not scheduled");
          return following;
        });
  }

  /// Why the files as they are now are not published; empty if they are.
  public Optional<String> problem() {
    return problem;
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

  private void look() {
    try {
      var now = FileStamps.of(files);
      boolean isStill = now.equals(seen);
      seen = now;
      if (now.equals(used) || !isStill) return;
      if (System.nanoTime() - published < settings.updates().least().toNanos()) return;
      used = now;
      publish();
    } catch (RuntimeException e) {
      log.error("following the sources failed", e);
      problem = Optional.of("internal error: " + e);
    }
  }

  private void publish() {
    try {
      long start = System.nanoTime();
      var result = build.run(log::debug);
      publisher.accept(result.publication());
      published = System.nanoTime();
      current = result;
      versions++;
      problem = Optional.empty();
      log.info(
          "a new version is published after {} ms: {}",
          TimeUnit.NANOSECONDS.toMillis(published - start),
          result.maps());
    } catch (SourceException | PolicyException | MapException e) {
      log.error("the last good version stays: {}", e.getMessage());
      problem = Optional.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
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
