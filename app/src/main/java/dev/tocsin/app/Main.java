// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app;

import dev.tocsin.app.cli.Complaints;
import dev.tocsin.app.cli.KeysCommand;
import dev.tocsin.app.cli.alto.AltoCommand;
import dev.tocsin.app.cli.bench.BenchCommand;
import dev.tocsin.app.cli.dots.DotsCommand;
import dev.tocsin.app.cli.reload.ReloadCommand;
import dev.tocsin.app.cli.sim.SimCommand;
import dev.tocsin.app.demo.DemoCommand;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The one program. Every start builds the model of all commands, so a command class holds options
/// only and reaches its work through a method body: what is not run is not loaded.
@Command(
    name = "tocsin",
    description = "Find each other, choose whom to talk to, call for help.",
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      DotsCommand.class,
      AltoCommand.class,
      ReloadCommand.class,
      KeysCommand.class,
      BenchCommand.class,
      SimCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:refused or failed", "2:wrong usage"},
    footerHeading = "%nExamples:%n",
    footer = {"  tocsin demo", "  tocsin dots server --quickstart /tmp/dots"})
public final class Main {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help and exit.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version and exit.")
  private boolean version;

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
