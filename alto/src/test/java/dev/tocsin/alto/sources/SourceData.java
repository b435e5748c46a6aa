// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/// Real routing and topology data, read from where it lies beside the project: the system property
/// `alto.data`, or `../shared/data/alto`. A test that needs it is skipped by name without it.
public final class SourceData {

  private static final Path FOLDER =
      Path.of(System.getProperty("alto.data", "../../shared/data/alto"));

  private SourceData() {}

  public static Path file(String name) {
    var file = FOLDER.resolve(name);
    assumeTrue(Files.isReadable(file), () -> file.toAbsolutePath() + " is not there");
    return file;
  }

  /// The file's content, unpacked if its name ends in `.gz`.
  public static InputStream open(String name) throws IOException {
    var raw = Files.newInputStream(file(name));
    return new BufferedInputStream(name.endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw);
  }
}
