// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app;

import dev.tocsin.app.cli.Complaints;
import dev.tocsin.app.cli.KeysCommand;
import dev.tocsin.app.cli.bench.BenchCommand;
import dev.tocsin.app.cli.dots.DotsCommand;
import dev.tocsin.app.demo.DemoCommand;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/// The one program. Every start builds the model of all commands, so a command class holds options
/// only and reaches its work through a method body: what is not run is not loaded.
@Command(
    name = "tocsin",
    description = "Find each other, choose whom to talk to, call for help.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {DemoCommand.class, DotsCommand.class, KeysCommand.class, BenchCommand.class},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:refused or failed", "2:wrong usage"},
    footerHeading = "%nExample:%n",
    footer = "  tocsin keys ca --out ca")
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    var out = new PrintWriter(System.out, true);
    var err = new PrintWriter(System.err, true);
    System.exit(run(out, err, arguments));
  }

  /// Runs one command line.
  ///
  /// @return the exit code: 0 done, 1 refused or failed, 2 wrong usage
  public static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return commandLine()
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler(Complaints::wrongUsage)
        .setExecutionExceptionHandler(Complaints::failed)
        .execute(arguments);
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      var version = Optional.ofNullable(Main.class.getPackage().getImplementationVersion());
      return new String[] {
        "tocsin " + version.orElse("development") + " (Java " + Runtime.version() + ")"
      };
    }
  }
}
