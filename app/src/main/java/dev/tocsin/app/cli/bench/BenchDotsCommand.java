// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.bench;

import dev.tocsin.app.cli.Output;
import dev.tocsin.base.observe.Logging;
import dev.tocsin.bench.DotsBench;
import dev.tocsin.bench.peer.Contender;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tocsin bench dots`
@Command(
    name = "dots",
    description = {
      "Measure the DOTS server beside a bare Californium and libcoap on GnuTLS, under the same load.",
      "Servers run on one core, the load on another; everything stays on loopback.",
      "Restarts with 100,000 active mitigations and nftables run in a network namespace.",
      "The load comes from a client that skips what no server sees (checks of the server, secret"
          + " ephemeral keys); runs in which it takes 70 %% of its core or more are marked as invalid.",
      "With the defaults it takes some twenty minutes and the restarts, with --quick some three."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  tocsin bench dots --quick",
      "  tocsin bench dots --json > bench.json",
      "  tocsin bench dots --starts 1 --seconds 2 --servers californium,gnutls",
      "  tocsin bench dots --only put --sessions 16,64 --servers tocsin,californium"
    })
final class BenchDotsCommand implements Runnable {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Mixin private final Output output = new Output();

  @Mixin private final Effort effort = new Effort();

  @Option(
      names = "--servers",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "tocsin,californium,gnutls",
      description = "Servers to measure: ${COMPLETION-CANDIDATES}. Default: all.")
  private List<Contender> servers = List.of();

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "PART",
      defaultValue = "memory,put,handshakes,restart,command",
      description =
          "Parts to measure: ${COMPLETION-CANDIDATES}. Default: all; with --quick all but restarts.")
  private List<DotsBench.Part> parts = List.of();

  @Option(
      names = "--sessions",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,16,64",
      description = "Sessions of the PUT runs, 16 with --quick. Default: ${DEFAULT-VALUE}.")
  private List<Integer> sessions = List.of();

  @Option(
      names = "--idle-sessions",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Idle sessions to weigh, 2000 with --quick. Default: ${DEFAULT-VALUE}.")
  private int idleSessions;

  @Override
  public void run() {
    // The generator counts handshakes that fail; the library would print each with its stack.
    Logging.configure(Logging.Verbosity.ERROR, Logging.Format.TEXT);
    var err = command.commandLine().getErr();
    var report = DotsBench.run(settings(), err::println);
    if (output.isJson()) {
      output.printJson(report.json());
    } else {
      report.text().forEach(output::line);
    }
  }

  /// A first look leaves restarts out, which fill a store with 100,000 mitigations, unless they are
  /// all that is asked for.
  private Set<DotsBench.Part> measured() {
    var asked = EnumSet.copyOf(parts);
    if (effort.isQuick() && asked.size() > 1) asked.remove(DotsBench.Part.RESTART);
    return asked;
  }

  private DotsBench.Settings settings() {
    try {
      return new DotsBench.Settings(
          servers,
          effort.starts(),
          measured(),
          effort.isQuick() ? List.of(16) : sessions,
          effort.isQuick() ? 2_000 : idleSessions,
          DotsBench.Times.measuring(effort.seconds()));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }
}
