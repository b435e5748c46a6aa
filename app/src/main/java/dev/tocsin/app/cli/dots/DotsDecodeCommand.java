// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots;

import dev.tocsin.app.cli.Output;
import dev.tocsin.app.cli.TextInput;
import dev.tocsin.app.cli.Usage;
import dev.tocsin.dots.wire.cbor.DotsJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tocsin dots decode`
@Command(
    name = "decode",
    description = {
      "Show the body of a DOTS message as JSON.",
      "Knows the keys of RFC 9132, 9133, 9244 and 9066; others appear under their number."
    },
    footerHeading = "%nExample:%n",
    footer = {"  tocsin dots decode a11831a11833f5", "  xxd -p body.cbor | tocsin dots decode -"})
final class DotsDecodeCommand implements Runnable {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Mixin private final Output output = new Output();

  @Parameters(
      paramLabel = "HEX|-",
      description =
          "The bytes in hexadecimal, or - to read them from standard input. White space, and what "
              + "stands behind a #, is passed over, as in the figures of the RFC.")
  private String input = "";

  @Override
  public void run() {
    var text = TextInput.read(input);
    output.printJson(DotsJson.toJson(Usage.check(command, () -> TextInput.hex(text))));
  }
}
