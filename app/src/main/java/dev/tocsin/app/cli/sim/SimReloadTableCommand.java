// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.sim;

import dev.tocsin.app.cli.Output;
import dev.tocsin.app.cli.Table;
import dev.tocsin.ringsim.RingRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tocsin sim reload-table`
@Command(
    name = "reload-table",
    description = {
      "Make the tables of many rings.",
      "hops: of settled ones. failures: what look-ups meet when a share of all peers dies at once.",
      "The tables of the Chord paper (2003) beside ours: lengths of ways by the size of the ring;"
          + " crashes (its Table II): a share of 1,000 peers fails at once; churn (Table III): peers"
          + " join and fail while the ring is stabilised.",
      "adversaries: look-ups in signed rings of which a part is bad, with one FETCH and with several"
          + " at once; here --lookups is at most 500 in each ring."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  tocsin sim reload-table hops --peers-max 16384",
      "  tocsin sim reload-table failures --rings 20 --json",
      "  tocsin sim reload-table churn --lookups 10000",
      "  tocsin sim reload-table adversaries --rings 3 --plots plots"
    })
final class SimReloadTableCommand implements Runnable {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Mixin private final Output output = new Output();

  private enum Which {
    hops,
    failures,
    lengths,
    crashes,
    churn,
    adversaries
  }

  @Parameters(paramLabel = "TABLE", description = "${COMPLETION-CANDIDATES}")
  private Which which = Which.hops;

  @Option(
      names = "--peers-max",
      paramLabel = "N",
      defaultValue = "4096",
      description = "Rings of 16, 64, 256, … up to so many peers. Default: ${DEFAULT-VALUE}.")
  private int peersMax;

  @Option(
      names = "--rings",
      paramLabel = "N",
      defaultValue = "5",
      description = "Rings of each kind, each with a seed of its own. Default: ${DEFAULT-VALUE}.")
  private int rings;

  @Option(
      names = "--lookups",
      paramLabel = "N",
      defaultValue = "2000",
      description = "In each ring. Default: ${DEFAULT-VALUE}.")
  private int lookups;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Of the first ring; the others count on. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--plots",
      paramLabel = "DIR",
      description = "Write a picture there: adversaries.svg, of that table.")
  private Optional<Path> plots = Optional.empty();

  @Override
  public void run() {
    var progress = new TerminalProgress(command.commandLine().getErr());
    var scale = new TableRows.Scale(peersMax, rings, lookups, seed);
    var tables = new TableRows(scale, progress);
    var paper = new PaperRows(scale, progress);
    var rows =
        switch (which) {
          case hops -> tables.hops();
          case failures -> tables.failures();
          case lengths -> paper.lengths();
          case crashes -> paper.crashes();
          case churn -> paper.churn();
          case adversaries -> adversaries(scale, progress);
        };
    if (output.isJson()) {
      output.printJson(rows);
      return;
    }
    var table = new ArrayList<List<String>>();
    table.add(List.copyOf(rows.getFirst().keySet()));
    for (var row : rows) table.add(row.values().stream().map(String::valueOf).toList());
    Table.print(table, command.commandLine().getOut());
  }

  private List<Map<String, Object>> adversaries(TableRows.Scale scale, RingRun.Progress progress) {
    var table = AdversaryRows.of(scale, progress);
    plots.ifPresent(folder -> PlotFiles.write(folder, Map.of("adversaries.svg", table.picture())));
    return table.rows();
  }
}
