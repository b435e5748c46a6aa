// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.build;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alto.io.settings.AltoSettings;
import dev.tocsin.alto.sources.SourceData;
import dev.tocsin.alto.sources.SourceException;
import dev.tocsin.alto.sources.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files that are cut off or are something else: nothing of any source is taken.
class HostileSourcesTest {

  @TempDir private Path folder;

  private void refuses(String source, String... words) throws IOException {
    var configuration = folder.resolve("alto.yaml");
    Files.writeString(
        configuration,
        """
        listen: 127.0.0.1:0
        sources: {%s}
        maps: {network: {pids: {by: [origin-as]}, costs: {routingcost: {igp: 0, as-path: 1}}}}
        """
            .formatted(source));
    var settings = AltoSettings.read(configuration);

    assertThatThrownBy(() -> new Build(settings).run(_ -> {}))
        .isInstanceOf(SourceException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void refusesTheFirstMegabyteOfATable() throws IOException {
    var file = SourceData.file("pyasn-rib.20140523.0600_firstMB.bz2").toAbsolutePath();

    refuses(
        "prefixes: [{format: mrt, file: %s}]".formatted(file),
        "firstMB.bz2: cannot be read at byte ");
  }

  @Test
  void refusesHalfATableThatIsPacked() throws IOException {
    var whole = Files.readAllBytes(SourceData.file("bgpdump-bview.20020722.2337.gz"));
    Files.write(folder.resolve("half.gz"), Arrays.copyOf(whole, whole.length / 2));

    refuses("prefixes: [{format: mrt, file: half.gz}]", "half.gz", "ends too early");
  }

  @ParameterizedTest
  @CsvSource({"ospf-text", "frr-json", "gobgp-json", "exabgp-json", "graphml", "yaml"})
  void refusesATopologyThatIsSomethingElse(String format) throws IOException {
    var noise = new byte[4_096];
    new SplittableRandom(7).nextBytes(noise);
    Files.write(folder.resolve("noise"), noise);
    Files.writeString(folder.resolve("words"), "- hello\n- {world}\n");

    for (var file : List.of("noise", "words")) {
      refuses("topology: {format: %s, file: %s}".formatted(format, file), file);
    }
  }

  @Test
  void unpacksNoMoreThanItWasToldTo() throws IOException {
    var bomb = folder.resolve("bomb.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(bomb))) {
      for (int i = 0; i < 64; i++) out.write(new byte[1 << 16]);
    }

    assertThatThrownBy(() -> SourceFile.bytes(bomb, 1 << 20))
        .isInstanceOf(SourceException.class)
        .hasMessageEndingWith("expected at most 1048576");
  }
}
