// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The folder that holds everything that must survive a restart, readable by its owner only and
/// locked against a second process.
public final class StateFolder implements AutoCloseable {

  /// For files whose folder an operator may have made, open to others.
  static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final FileChannel lockFile;

  private StateFolder(FileChannel lockFile) {
    this.lockFile = lockFile;
  }

  /// @param name of the lock file
  /// @throws StoreException if another process holds it, or the folder cannot be used
  public static StateFolder lock(Path folder, String name) {
    try {
      var owner =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
      Files.createDirectories(folder, owner);
      var lockFile =
          FileChannel.open(
              folder.resolve(name + ".lock"),
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              OWNER_ONLY);
      if (tryLock(lockFile) != null) return new StateFolder(lockFile);
      lockFile.close();
    } catch (IOException e) {
      throw new StoreException("state folder " + folder + " cannot be used: " + e, e);
    }
    throw new StoreException(
        "state folder %s is in use by another process (it holds the lock on %s.lock)"
            .formatted(folder, name));
  }

  private static @Nullable FileLock tryLock(FileChannel lockFile) throws IOException {
    try {
      return lockFile.tryLock();
    } catch (OverlappingFileLockException inThisProcess) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
