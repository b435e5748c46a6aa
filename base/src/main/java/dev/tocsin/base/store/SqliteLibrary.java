// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/// SQLite's native library, from a file that is gone once it is loaded: the driver deletes the one
/// that it unpacks when the process ends in order, and so leaves a megabyte behind whenever one is
/// killed.
final class SqliteLibrary {

  private static final Logger log = LoggerFactory.getLogger(SqliteLibrary.class);
  private static final String PATH = "org.sqlite.lib.path";
  private static final String NAME = "org.sqlite.lib.name";
  private static boolean loaded;

  private SqliteLibrary() {}

  /// Loads it, once; where that does not work the driver does it its own way. Whoever names a
  /// library with the driver's property gets that.
  static synchronized void load() {
    if (loaded) return;
    loaded = true;
    if (System.getProperty(PATH) != null) return;
    try {
      var folder = Files.createTempDirectory("tocsin-sqlite");
      try {
        load(folder);
      } finally {
        Files.deleteIfExists(folder.resolve(LibraryLoaderUtil.getNativeLibName()));
        Files.deleteIfExists(folder);
      }
    } catch (Exception e) {
      log.debug("SQLite's library is left to its driver", e);
    }
  }

  private static void load(Path folder) throws Exception {
    var name = LibraryLoaderUtil.getNativeLibName();
    var resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    try (var packed = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
      if (packed == null) throw new IOException("no " + resource);
      Files.copy(packed, folder.resolve(name));
    }
    System.setProperty(PATH, folder.toString());
    System.setProperty(NAME, name);
    try {
      SQLiteJDBCLoader.initialize();
    } finally {
      System.clearProperty(PATH);
      System.clearProperty(NAME);
    }
  }
}
