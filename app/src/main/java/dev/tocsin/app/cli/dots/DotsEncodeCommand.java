// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots;

import dev.tocsin.app.cli.Output;
import dev.tocsin.app.cli.TextInput;
import dev.tocsin.dots.wire.cbor.DotsJson;
import java.util.HexFormat;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `tocsin dots encode`
@Command(
    name = "encode",
    description = {
      "Turn JSON into the body of a DOTS message, in hexadecimal.",
      "Names are those of RFC 9132, 9133, 9244 and 9066, with or without their module."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  tocsin dots encode '{\"heartbeat\": {\"peer-hb-status\": true}}'",
      "  tocsin dots encode - < body.json | xxd -r -p > body.cbor"
    })
final class DotsEncodeCommand implements Runnable {

  @Mixin private final Output output = new Output();

  @Parameters(paramLabel = "JSON|-", description = "The JSON, or - to read it from standard input.")
  private String input = "";

  @Override
  public void run() {
    var cbor = DotsJson.toCbor(DotsJson.parse(TextInput.read(input)));
    print(HexFormat.of().formatHex(cbor));
  }

  private void print(String hex) {
    if (output.isJson()) output.printJson(Map.of("cbor", hex));
    else output.line(hex);
  }
}
