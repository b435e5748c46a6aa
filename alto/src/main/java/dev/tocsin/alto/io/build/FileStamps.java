// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Tells whether files have changed, by what the file system says of them. Looking is cheap and
/// works on every file system; being told does not.
///
/// @param stamps by file; null for one that is not there
record FileStamps(Map<Path, @Nullable String> stamps) {

  static FileStamps of(Set<Path> files) {
    var stamps = new HashMap<Path, @Nullable String>();
    for (var file : files) stamps.put(file, stamp(file));
    return new FileStamps(stamps);
  }

  /// Those of some of the files.
  FileStamps only(Stream<Path> files) {
    var some = new HashMap<Path, @Nullable String>();
    files.forEach(file -> some.put(file, stamps.get(file)));
    return new FileStamps(some);
  }

  private static @Nullable String stamp(Path file) {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
    } catch (IOException e) {
      return null;
    }
  }
}
