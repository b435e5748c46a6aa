// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.config.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrittenTest {

  @TempDir private Path folder;

  private Written written(String text) throws IOException {
    var file = folder.resolve("a.yaml");
    Files.writeString(file, text);
    var root = ConfigFile.read(file);
    return new Written(root.file(), root.written());
  }

  private List<String> differences(String before, String after) throws IOException {
    return written(before).differences(written(after));
  }

  @Test
  void namesKeysThatAreNewGoneOrOtherWithTheirSections() throws IOException {
    assertThat(differences("a: 1\nb: {c: 2, d: 3}\ne: 4\n", "a: 1\nb: {c: 5, d: 3}\nf: 6\n"))
        .containsExactly("b.c", "e", "f");
  }

  @Test
  void namesAListOnceWhateverDiffersInIt() throws IOException {
    assertThat(differences("a: [1, 2]\nb: [{c: 1}]\n", "a: [1, 3, 4]\nb: [{c: 2}]\n"))
        .containsExactly("a", "b");
  }

  @Test
  void seesNoDifferenceInOrderCommentsAndStyle() throws IOException {
    assertThat(differences("a: 1\nb: [x, y]\n", "# changed\nb:\n  - x\n  - 'y'\na: 1\n")).isEmpty();
  }

  @Test
  void staysBoundedWhereReferencesMakeALotOfALittle() throws IOException {
    var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i <= 8; i++) {
      text.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9) + "x"));
    }

    assertThat(written(text.toString()).values()).hasSizeLessThan(1_100_000);
  }
}
