// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.draft;

import dev.tocsin.base.bytes.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// `src/test/resources/vectors/draft-02.txt` by its names.
public final class DraftVectors {

  public static final Map<String, Bytes> ALL = read();

  private DraftVectors() {}

  private static Map<String, Bytes> read() {
    var hex = new LinkedHashMap<String, String>();
    var name = "";
    for (var line : text().lines().toList()) {
      var bare = line.replaceAll("#.*", "");
      if (bare.isBlank()) continue;
      if (bare.startsWith(" ")) hex.merge(name, bare.replace(" ", ""), String::concat);
      else name = bare.strip();
    }
    var all = new LinkedHashMap<String, Bytes>();
    hex.forEach((each, digits) -> all.put(each, Bytes.parse(digits)));
    return all;
  }

  private static String text() {
    try (var in = DraftVectors.class.getResourceAsStream("/vectors/draft-02.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
