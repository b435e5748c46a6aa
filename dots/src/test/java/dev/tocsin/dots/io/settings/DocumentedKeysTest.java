// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.config.ConfigFile;
import dev.tocsin.base.config.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Every key that is read is documented with the default that holds, and nothing else is.
class DocumentedKeysTest {

  private static final Path DOCS = Path.of("../docs");
  private static final Path TRIGGER =
      Path.of("src/main/java/dev/tocsin/dots/triggers/thresholds/README.md");
  private static final Pattern ROW = Pattern.compile("\\| `([a-z][^`]*)` \\| ([^|]*) \\|.*\\|");

  @Test
  void theServersKeysAreDocumentedWithTheirDefaults() throws IOException {
    var documented = rows(section("## Server"));

    assertThat(asked("server.yaml", ServerSettings::read)).isEqualTo(documented);
  }

  @Test
  void theClientsKeysAreDocumentedWithTheirDefaults() throws IOException {
    var documented = rows(section("## Client"));
    var trigger = rows(Files.readString(TRIGGER));
    // Below its keys the manual has a table of measures.
    trigger.keySet().removeIf(key -> !key.startsWith("triggers[]."));
    documented.putAll(trigger);

    assertThat(asked("client.yaml", ClientSettings::read)).isEqualTo(documented);
  }

  private static Map<String, String> asked(String example, Consumer<Section> reader)
      throws IOException {
    var file = DOCS.resolve("examples").resolve(example);
    return ConfigFile.parse(
        file,
        Files.readString(file),
        root -> {
          reader.accept(root);
          return new TreeMap<>(root.asked());
        });
  }

  private static String section(String title) throws IOException {
    var text = Files.readString(DOCS.resolve("running.md"));
    int start = text.indexOf("\n" + title + "\n");
    assertThat(start).as(title).isNotNegative();
    int end = text.indexOf("\n## ", start + 1);
    return text.substring(start, end < 0 ? text.length() : end);
  }

  private static Map<String, String> rows(String text) {
    var rows = new TreeMap<String, String>();
    text.lines()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .forEach(row -> rows.put(row.group(1), row.group(2).strip()));
    return rows;
  }
}
