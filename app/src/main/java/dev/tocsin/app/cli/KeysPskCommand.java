// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli;

import dev.tocsin.base.identity.Fingerprints;
import dev.tocsin.base.identity.SharedSecrets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tocsin keys psk`
@Command(
    name = "psk",
    description = {
      "Make a pre-shared key of 32 random bytes.",
      "With --file it goes into that file (mode 0600) and is not shown; without, its line "
          + "'identity:hex' goes to standard output."
    },
    footerHeading = "%nExample:%n",
    footer = "  tocsin keys psk --identity client1 --file psk.txt")
final class KeysPskCommand implements Runnable {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Mixin private final Output output = new Output();

  @Option(
      names = "--identity",
      required = true,
      paramLabel = "ID",
      description = "The name under which both ends know the key.")
  private String identity = "";

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "File of pre-shared keys to add it to; made if missing.")
  private @Nullable Path file;

  @Option(names = "--force", description = "Replace the key of an identity that is in the file.")
  private boolean force;

  @Override
  public void run() {
    var secret = Usage.check(command, () -> SharedSecrets.generate(identity));
    var result = new LinkedHashMap<String, Object>();
    if (file != null) {
      SharedSecrets.add(file, secret, force);
      result.put("file", file.toString());
    } else if (!output.isJson()) {
      output.line(SharedSecrets.line(secret));
      return;
    } else {
      result.put("line", SharedSecrets.line(secret));
    }
    result.put("identity", identity);
    result.put("cuid", Fingerprints.cuid(identity));
    output.print(result);
  }
}
