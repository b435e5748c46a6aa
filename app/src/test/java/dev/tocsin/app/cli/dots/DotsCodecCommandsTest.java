// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.app.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class DotsCodecCommandsTest {

  private static final String HEARTBEAT_JSON =
      "{\"ietf-dots-signal-channel:heartbeat\":{\"peer-hb-status\":true}}";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void decodesHexWithTheCommentsOfTheRfc() {
    int exit = run("decode", "A1  # map(1)\n 18 31 # 49\n A1 1833 F5");

    assertThat(exit).isZero();
    assertThat(out.toString().replaceAll("\\s", "")).isEqualTo(HEARTBEAT_JSON);
  }

  @Test
  void encodesJsonIntoHex() {
    assertThat(run("encode", "{\"heartbeat\":{\"peer-hb-status\":true}}")).isZero();
    assertThat(out.toString().strip()).isEqualTo("a11831a11833f5");
  }

  @Test
  void encodesIntoJsonWhenAsked() {
    assertThat(run("encode", "--json", HEARTBEAT_JSON)).isZero();
    assertThat(out.toString().replaceAll("\\s", "")).isEqualTo("{\"cbor\":\"a11831a11833f5\"}");
  }

  @Test
  void saysInOneLineWhatIsNoHex() {
    assertThat(run("decode", "a1183")).isEqualTo(2);
    assertThat(err.toString().lines().findFirst().orElseThrow())
        .startsWith("tocsin dots decode: expected pairs of hexadecimal digits");
  }

  @Test
  void saysInOneLineWhatIsNoDotsBody() {
    assertThat(run("decode", "a105f5")).isEqualTo(1);
    assertThat(err.toString().strip())
        .isEqualTo(
            "tocsin dots decode: mid (5): expected an unsigned integer, found true or false");
  }

  @Test
  void saysInOneLineWhatIsNoJson() {
    assertThat(run("encode", "{\"mid\":\n")).isEqualTo(1);
    assertThat(err.toString().strip()).startsWith("tocsin dots encode: not JSON").hasLineCount(1);
  }

  @Test
  void saysInOneLineWhichNameIsUnknown() {
    assertThat(run("encode", "{\"middle\": 1}")).isEqualTo(1);
    assertThat(err.toString().strip())
        .isEqualTo("tocsin dots encode: 'middle' is not the name of a DOTS attribute");
  }

  @Test
  void showsExamplesInItsHelp() {
    assertThat(run("decode", "--help")).isZero();
    assertThat(out.toString()).contains("tocsin dots decode a11831a11833f5");
  }

  private int run(String... arguments) {
    var line = new String[arguments.length + 1];
    line[0] = "dots";
    System.arraycopy(arguments, 0, line, 1, arguments.length);
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), line);
  }
}
