// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What class files do not show: the length of files, work left behind in words, sleeping tests.
final class SourceTest {

  private static final int LINES_MAX = 600;
  private static final int COLUMNS_MAX = 120;
  private static final Pattern UNFINISHED =
      Pattern.compile("/[/*].*\\b(TO" + "DO|FIX" + "ME|XX" + "X|HA" + "CK)\\b");
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private record Source(Path file, List<String> lines) {}

  @Test
  void filesTellOneIdea() {
    assertThat(sources().stream().filter(each -> each.lines.size() > LINES_MAX).map(Source::file))
        .isEmpty();
  }

  @Test
  void linesFitAScreen() {
    assertThat(offences(line -> line.length() > COLUMNS_MAX && !isRowOfATable(line))).isEmpty();
  }

  /// A row of a parameterised test's table cannot be broken.
  private static boolean isRowOfATable(String line) {
    return line.startsWith("        \"") && line.contains(" | ");
  }

  @Test
  void nothingIsLeftToDo() {
    assertThat(offences(line -> UNFINISHED.matcher(line).find())).isEmpty();
  }

  @Test
  void testsDoNotSleep() {
    var sleeping =
        sources().stream()
            .filter(each -> each.file.toString().contains("/src/test/"))
            .filter(each -> !each.file.startsWith(ROOT.resolve("system-tests")))
            .filter(each -> !each.file.startsWith(ROOT.resolve("lab")))
            .filter(each -> !each.file.toString().contains("/structure/"))
            .filter(each -> each.lines.stream().anyMatch(line -> line.contains("Thread.sleep(")))
            .map(Source::file);
    assertThat(sleeping).isEmpty();
  }

  @Test
  void everyFileNamesItsLicence() {
    assertThat(
            sources().stream()
                .filter(
                    each -> !each.lines.getFirst().equals("// SPDX-License-Identifier: Apache-2.0"))
                .map(Source::file))
        .isEmpty();
  }

  private static List<String> offences(java.util.function.Predicate<String> offends) {
    var all = new ArrayList<String>();
    for (var source : sources()) {
      for (var i = 0; i < source.lines.size(); i++) {
        if (offends.test(source.lines.get(i))) all.add(source.file + ":" + (i + 1));
      }
    }
    return all;
  }

  private static List<Source> sources() {
    try (var files = Files.walk(ROOT)) {
      var all =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(
                  file ->
                      file.toString().contains("/src/") && !file.toString().contains("/target/"))
              .map(SourceTest::read)
              .toList();
      assertThat(all).hasSizeGreaterThan(50);
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Source read(Path file) {
    try {
      return new Source(file, Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
