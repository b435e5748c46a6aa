// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.data.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at a file again and again, on a thread of its own. Asking for its times finds changes on
/// every file system, and files that are replaced by others, too.
final class FileWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(FileWatch.class);

  private record Seen(FileTime changed, long bytes, String key) {}

  private final Path file;
  private final Runnable changed;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("dots-file").factory());
  private Optional<Seen> last = Optional.empty();
  private boolean hasLooked;

  private FileWatch(Path file, Runnable changed) {
    this.file = file;
    this.changed = changed;
  }

  /// @param changed called once at first, and after every change
  static FileWatch start(Path file, Duration every, Runnable changed) {
    var watch = new FileWatch(file, changed);
    watch.looks.scheduleWithFixedDelay(watch::look, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    return watch;
  }

  private void look() {
    try {
      var seen = seen();
      if (hasLooked && seen.equals(last)) return;
      hasLooked = true;
      last = seen;
      changed.run();
    } catch (RuntimeException bug) {
      log.error("looking at {} failed", file, bug);
    }
  }

  /// Empty if it is not there; that is a change, too.
  private Optional<Seen> seen() {
    try {
      var about = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(
          new Seen(about.lastModifiedTime(), about.size(), String.valueOf(about.fileKey())));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
