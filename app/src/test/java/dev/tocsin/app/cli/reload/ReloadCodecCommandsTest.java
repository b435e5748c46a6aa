// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.app.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ReloadCodecCommandsTest {

  private static final Path MESSAGES = Path.of("src/test/resources/reload/messages.json");
  private static final String HEAD = "52454c4fcbf4392664000000010000";
  private static final String REST = "0102030405060708" + "00000000";
  private static final String PING = HEAD + "25" + REST + "0001000000000001" + "00";
  private static final String ANSWER = HEAD + "2a" + REST + "80c8000000000006" + "f00001000000";

  @TempDir private Path folder;

  private String out = "";
  private String err = "";

  @Test
  void showsAMessageAsJson() {
    assertThat(run("decode", "52454C4F # RELO\n" + PING.substring(8))).isZero();

    var json = json();
    assertThat(json.at("/header/overlay").stringValue()).isEqualTo("cbf43926");
    assertThat(json.at("/header/ttl").intValue()).isEqualTo(100);
    assertThat(json.at("/method").stringValue()).isEqualTo("probe");
    assertThat(json.at("/body/wanted").size()).isZero();
  }

  /// Every method, its answer and failures: from JSON to bytes, back, and to the same bytes.
  @Test
  void showsWhatItEncodes() throws Exception {
    var written = encoded(MESSAGES);

    assertThat(run("decode", String.join("\n", written))).isZero();
    var again = json();
    var shown = Files.writeString(folder.resolve("again.json"), out);

    var wanted = new JsonMapper().readTree(Files.readString(MESSAGES));
    assertThat(again.size()).isEqualTo(wanted.size());
    for (int i = 0; i < wanted.size(); i++) {
      ((ObjectNode) again.get(i).get("header")).remove("length");
      assertThat(again.get(i)).isEqualTo(wanted.get(i));
    }
    assertThat(encoded(shown)).isEqualTo(written);
  }

  @Test
  void needsToBeToldWhatWasAskedWhereTheRequestIsMissing() {
    var answer = ANSWER.replace("0006f00001000000", "000b" + "000002" + "0000000000000007");
    answer = answer.replace("0000" + "2a", "0000" + "2f");

    assertThat(run("decode", answer)).isZero();
    assertThat(json().get("problem").stringValue()).contains("--method");
    assertThat(json().get("payload").stringValue()).isEqualTo("0000020000000000000007");

    assertThat(run("decode", "--method", "store", answer)).isZero();
    assertThat(json().at("/body/kinds/0/generation").intValue()).isEqualTo(7);
  }

  @Test
  void readsValuesOfOtherKindsIfItIsToldTheirModel() {
    var body = "f00001" + "0000000000000001" + "0010" + "0000000c" + "00000001" + "00000000";
    body += "0002" + "abcd";
    var answer = HEAD + "41" + REST + "80c80000" + "0000001d" + body;

    assertThat(run("decode", "--method", "fetch", answer)).isZero();
    assertThat(json().get("problem").stringValue()).isEqualTo("kind 15728641 is unknown");

    assertThat(run("decode", "--method", "fetch", "--kind", "15728641=single", answer)).isZero();
    assertThat(json().at("/body/kinds/0/values/0/value").stringValue()).isEqualTo("abcd");
  }

  @Test
  void keepsBytesThatItWouldWriteInAnotherWay() throws Exception {
    // Information with a length of its own, which nobody writes here.
    var answer =
        HEAD + "34" + REST + "80c8000000000010" + "0000000000000001" + "0006" + "010400000005";

    assertThat(run("decode", "--method", "probe", answer)).isZero();
    assertThat(json().at("/body/infos/0/value").intValue()).isEqualTo(5);
    assertThat(encoded(Files.writeString(folder.resolve("odd.json"), out))).containsExactly(answer);
  }

  @Test
  void cutsIntoFragmentsAndShowsThem() throws Exception {
    var file = folder.resolve("long.json");
    Files.writeString(
        file,
        "{'header':{'overlay_name':'example.com','route':['%s']},'method':'tunnel','body':{'content':'%s'}}"
            .formatted(ReloadEncodeCommand.ID, "00".repeat(700))
            .replace('\'', '"'));

    assertThat(run("encode", "--cut", "400", file.toString())).isZero();
    assertThat(run("decode", out)).isZero();

    assertThat(json().size()).isEqualTo(3);
    assertThat(json().get(1).get("type").stringValue()).isEqualTo("fragment");
    assertThat(json().at("/1/header/fragment/offset").intValue()).isPositive();
    assertThat(json().at("/2/header/fragment/last").booleanValue()).isTrue();
  }

  @Test
  void saysInOneLineWhatIsWrong() throws Exception {
    assertThat(run("decode", "5245")).isEqualTo(1);
    assertThat(err.strip()).isEqualTo("tocsin reload decode: token needs 4 bytes, 2 are left");
    assertThat(run("decode", "524")).isEqualTo(2);
    assertThat(run("decode", PING + "00")).isEqualTo(1);
    assertThat(err.strip()).hasLineCount(1);
    assertThat(complaint("{'header':{},'method':'probe','body':{'want':[]}}"))
        .isEqualTo("tocsin reload encode: body.want: there is no such name");
    assertThat(complaint("{'header':{'route':['ff']},'method':'probe','body':{}}"))
        .isEqualTo("tocsin reload encode: header.route[0]: an id has 32 hexadecimal digits, not 2");
    assertThat(complaint("{'header':{'ttl':'x'},'method':'probe','body':{}}"))
        .isEqualTo("tocsin reload encode: header.ttl: expected a whole number, found \"x\"");
    assertThat(complaint("{'header':{},'method':'prob','body':{}}"))
        .startsWith("tocsin reload encode: method: expected one of [probe, connect,");
    assertThat(complaint("{'header':")).startsWith("tocsin reload encode: not JSON: ");
    assertThat(run("encode", folder.resolve("none.json").toString())).isEqualTo(1);
    assertThat(err.strip()).endsWith("none.json: no such file or folder");
  }

  private String complaint(String json) throws Exception {
    var file = folder.resolve("wrong.json");
    Files.writeString(file, json.replace('\'', '"'));
    assertThat(run("encode", file.toString())).isEqualTo(1);
    assertThat(err.strip()).hasLineCount(1);
    return err.strip();
  }

  private List<String> encoded(Path file) {
    assertThat(run("encode", file.toString())).as(() -> err).isZero();
    return out.lines().toList();
  }

  private JsonNode json() {
    return new JsonMapper().readTree(out);
  }

  private int run(String... arguments) {
    var line = new String[arguments.length + 1];
    line[0] = "reload";
    System.arraycopy(arguments, 0, line, 1, arguments.length);
    var printed = new StringWriter();
    var complained = new StringWriter();
    int code = Main.run(new PrintWriter(printed, true), new PrintWriter(complained, true), line);
    out = printed.toString();
    err = complained.toString();
    return code;
  }
}
