// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What people get wrong, and what the program says to it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WrongUseTest {

  private Quickstarted quick;

  @BeforeAll
  void makeConfigurations(@TempDir Path temporary) {
    quick = Quickstarted.in(temporary.resolve("dots"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "server, Missing required argument",
        "server --quickstart DIR/new --prefix 192.0.2.0/33, '192.0.2.0/33' is not a prefix",
        "server --quickstart DIR/new --listen nowhere, expected one address",
        "server --quickstart DIR/new --mitigator magic, expected none or nftables",
        "mitigate --prefix 192.0.2.1, which agent?",
        "mitigate --socket DIR/none, nothing to protect",
        "mitigate --socket DIR/none --prefix 300.1.1.1, '300.1.1.1' is not a prefix",
        "mitigate --socket DIR/none --prefix 192.0.2.1 --protocol foo, 'foo' is no protocol",
        "mitigate --socket DIR/none --prefix 192.0.2.1 --port 99999, 99999",
        "mitigate --socket DIR/none --prefix 192.0.2.1 --lifetime soon, 'soon' is not a duration",
        "adjust --socket DIR/none web, nothing to change",
        "efficacy --socket DIR/none web maybe, 'maybe' is neither",
        "withdraw --socket DIR/none, Missing required parameter: 'LABEL'",
        "list --socket DIR/none --timeout x, '--timeout'",
      })
  void answersWrongUsageWithTwo(String line, String complaint) {
    var ended = dots(line);

    assertThat(ended.exitCode()).as(ended.text()).isEqualTo(2);
    assertThat(ended.err()).hasSize(2);
    assertThat(ended.err().getFirst()).startsWith("tocsin dots ").contains(complaint);
    assertThat(ended.err().getLast()).endsWith("--help'.");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "server -c DIR/none.yaml, none.yaml: no such file",
        "client -c DIR/none.yaml, none.yaml: no such file",
        "mitigate --socket DIR/none --prefix 192.0.2.1, no agent answers on the control socket",
        "list --socket DIR/none, no agent answers on the control socket",
      })
  void answersFailureWithOne(String line, String complaint) {
    assertFailed(dots(line), complaint);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "listen:, listen: [, :4:3:",
        "state-folder:, state-foldr:, unknown key 'state-foldr'; did you mean 'state-folder'?",
        "192.0.2.0/24, 192.0.2.0/99, '192.0.2.0/99' is not a prefix",
        "server-key.pem, nokey.pem, nokey.pem: cannot be read: no such file",
        "certificate-names, certificate-nam, unknown key",
        "127.0.0.1:, 192.0.2.77:, cannot listen for DTLS on 192.0.2.77:",
      })
  void refusesAConfigurationAndNamesThePlace(String right, String wrong, String complaint) {
    var broken = quick.folder().resolve("broken.yaml");
    quick.copy(quick.serverFile(), broken);
    quick.edit(broken, right, wrong);

    var ended = TocsinProcess.run("dots", "server", "-c", broken.toString());

    assertThat(ended.exitCode()).as(ended.text()).isEqualTo(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).anySatisfy(line -> assertThat(line).contains(complaint));
    assertThat(ended.text()).doesNotContain("Exception", "\tat ", "internal error");
  }

  @Test
  void refusesLabelsThatNobodyUsed() {
    try (var client = quick.startClient()) {
      for (var command : new String[] {"withdraw", "adjust --lifetime 2h", "efficacy"}) {
        var line =
            command.equals("efficacy") ? "efficacy nobody under-attack" : command + " nobody";
        var words = (line + " -c " + quick.clientFile()).split(" ");
        var ended = dots(String.join(" ", words));

        assertThat(ended.exitCode()).as(ended.text()).isEqualTo(1);
        assertThat(ended.text()).contains("nobody").doesNotContain("Exception");
      }
      client.stop();
    }
  }

  private static void assertFailed(TocsinProcess.Ended ended, String complaint) {
    assertThat(ended.exitCode()).as(ended.text()).isEqualTo(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).singleElement().asString().contains(complaint);
    assertThat(ended.text()).doesNotContain("Exception", "internal error");
  }

  private TocsinProcess.Ended dots(String line) {
    return TocsinProcess.run(("dots " + line.replace("DIR", quick.folder().toString())).split(" "));
  }
}
