// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.settings;

import dev.tocsin.base.config.Section;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Where a control socket may be. unix(7): the system's room for the path is bounded.
public final class SocketPath {

  private static final int MAX = 107;

  private SocketPath() {}

  static Path checked(Section root, Path path) {
    if (!fits(path)) {
      root.complain("control-socket", "longer than the system's " + MAX + " bytes: " + path);
    }
    return path;
  }

  public static boolean fits(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length <= MAX;
  }
}
