// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload;

import dev.tocsin.app.cli.Output;
import dev.tocsin.app.cli.TextInput;
import dev.tocsin.app.cli.Usage;
import dev.tocsin.app.cli.reload.json.MessageJson;
import dev.tocsin.reload.wire.data.Model;
import dev.tocsin.reload.wire.data.Models;
import dev.tocsin.reload.wire.message.Method;
import dev.tocsin.reload.wire.usage.StandardKind;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tocsin reload decode`
@Command(
    name = "decode",
    description = {
      "Show a RELOAD message, or a stream of several, as JSON.",
      "It is read as draft-bryan-p2psip-reload-02 says. What a response answers does not stand in "
          + "it: it is known if the request comes before it, and --method says it otherwise."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  tocsin reload decode \\",
      "    52454c4fcbf4392664000000010000250102030405060708000000000001000000000001" + "00",
      "  xxd -p stream.bin | tocsin reload decode --kind 15728641=array -"
    })
final class ReloadDecodeCommand implements Runnable {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Mixin private final Output output = new Output();

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      description = "What responses answer: ${COMPLETION-CANDIDATES}.")
  private @Nullable Method method;

  @Option(
      names = "--kind",
      paramLabel = "NUMBER=MODEL",
      description =
          "Another kind of data than those of the draft: ${COMPLETION-CANDIDATES}. May be repeated.")
  private Map<Long, Model> kinds = Map.of();

  @Parameters(
      paramLabel = "HEX|-",
      description =
          "The bytes in hexadecimal, or - to read them from standard input. White space, and what "
              + "stands behind a #, is passed over.")
  private String input = "";

  @Override
  public void run() {
    var text = TextInput.read(input);
    var bytes = Usage.check(command, () -> TextInput.hex(text));
    var messages = new MessageJson(models(), Optional.ofNullable(method)).write(bytes);
    output.printJson(messages.size() == 1 ? messages.getFirst() : messages);
  }

  private Models models() {
    return kind -> Optional.ofNullable(kinds.get(kind)).or(() -> StandardKind.MODELS.of(kind));
  }
}
