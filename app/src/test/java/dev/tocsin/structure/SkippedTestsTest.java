// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `./check` makes of skipped tests where CI=true.
class SkippedTestsTest {

  private static final Path REPORTS = Path.of("../.ci/Reports.java").toAbsolutePath().normalize();

  @TempDir Path folder;

  @Test
  void aSkipThatIsNotOnTheListFailsTheCheck() throws Exception {
    allow("OneTest#runs: no such tool");
    report("OneTest", "runs", "no such tool");
    report("OtherTest", "runs[1]", "hping3 is not installed");

    var output = new StringBuilder();
    assertThat(skips(output)).isEqualTo(1);
    assertThat(output.toString().strip()).isEqualTo("OtherTest#runs: hping3 is not installed");
  }

  @Test
  void theSameTestMayNotBeSkippedForAnotherReason() throws Exception {
    allow("OneTest#runs: no such tool");
    report("OneTest", "runs", "no lab here");

    assertThat(skips(new StringBuilder())).isEqualTo(1);
  }

  @Test
  void whatIsOnTheListMayBeSkipped() throws Exception {
    allow("OneTest#runs: no such tool");
    report("OneTest", "runs", "no such tool");

    assertThat(skips(new StringBuilder())).isZero();
  }

  private void allow(String line) throws IOException {
    Files.createDirectories(folder.resolve(".ci"));
    Files.writeString(folder.resolve(".ci/may-skip"), "# why\n" + line + "\n");
  }

  private void report(String type, String method, String reason) throws IOException {
    var group = Files.createDirectories(folder.resolve(".check/reports/unit"));
    Files.writeString(
        group.resolve("TEST-" + type + ".xml"),
        """
        <testsuite>
          <testcase name="%s" classname="dev.tocsin.%s">
            <skipped><![CDATA[org.opentest4j.TestAbortedException: Assumption failed: %s]]></skipped>
          </testcase>
          <testcase name="another" classname="dev.tocsin.%2$s"/>
        </testsuite>
        """
            .formatted(method, type, reason));
  }

  private int skips(StringBuilder output) throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var process =
        new ProcessBuilder(java, REPORTS.toString(), "skips")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    output.append(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    return process.waitFor();
  }
}
