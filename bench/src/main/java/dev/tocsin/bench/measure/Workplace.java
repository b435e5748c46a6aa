// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// The temporary folder of a bench. It goes when the bench ends, also by a signal: then after the
/// servers that write into it.
public final class Workplace implements AutoCloseable {

  private final Path folder;
  private final Thread atExit = Thread.ofPlatform().unstarted(this::abandon);

  private Workplace(Path folder) {
    this.folder = folder;
  }

  public static Workplace open() {
    try {
      var workplace = new Workplace(Files.createTempDirectory("tocsin-bench"));
      Runtime.getRuntime().addShutdownHook(workplace.atExit);
      return workplace;
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary folder", e);
    }
  }

  public Path folder() {
    return folder;
  }

  @Override
  public void close() {
    delete();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The process ends already, and the hook has found nothing or the rest.
    }
  }

  private void abandon() {
    for (var child : ProcessHandle.current().children().toList()) {
      child.destroyForcibly();
      child.onExit().join();
    }
    delete();
  }

  /// The bench itself may be clearing up at the same time.
  private void delete() {
    try {
      Files.walkFileTree(folder, new Remover());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + folder, e);
    }
  }

  private static final class Remover extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException gone) throws IOException {
      if (Files.exists(file)) throw gone;
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
        throws IOException {
      if (failure != null) throw failure;
      Files.deleteIfExists(visited);
      return FileVisitResult.CONTINUE;
    }
  }
}
