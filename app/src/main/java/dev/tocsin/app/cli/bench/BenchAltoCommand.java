// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.bench;

import dev.tocsin.app.cli.Output;
import dev.tocsin.base.observe.Logging;
import dev.tocsin.bench.alto.AltoBench;
import dev.tocsin.bench.alto.AltoBench.Part;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tocsin bench alto`
@Command(
    name = "alto",
    description = {
      "Measure the ALTO server beside nginx, which serves the same bytes from files, under the same"
          + " wrk (Debian: nginx-light, wrk): maps of 2 KB and 1 MB over HTTP and HTTPS, plain and",
      "packed, and answers that nothing changed. Endpoint costs for 1,000 candidates on a table of",
      "a million prefixes. The longest match beside a plain DIR-24-8 and a TreeMap. The start with",
      "a real table, if there is one (--data). The time from a link's change to its patch at a",
      "subscriber. What 10,000 idle update streams weigh.",
      "Servers run on one core, the load on another, on loopback. With the defaults it takes some",
      "fifteen minutes, with --quick three."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  tocsin bench alto --quick",
      "  tocsin bench alto --only lookups,start --data ../shared/data/alto --json > alto.json"
    })
final class BenchAltoCommand implements Runnable {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Mixin private final Output output = new Output();

  @Mixin private final Effort effort = new Effort();

  @Option(
      names = "--only",
      paramLabel = "PART",
      split = ",",
      defaultValue = "lookups,start,changes,streams,costs,web",
      description = "Parts to measure: ${COMPLETION-CANDIDATES}. Default: all.")
  private List<Part> parts = List.of();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "../shared/data/alto",
      description =
          "Folder of reencoded-bview.20100701.0759.mrt.gz and InternetTopologyZoo-graphml.tar.gz."
              + " Default: ${DEFAULT-VALUE}.")
  private Path data = Path.of("");

  @Override
  public void run() {
    Logging.configure(Logging.Verbosity.ERROR, Logging.Format.TEXT);
    var report = AltoBench.run(settings(), command.commandLine().getErr()::println);
    if (output.isJson()) {
      output.printJson(report.json());
    } else {
      report.text().forEach(output::line);
    }
  }

  private AltoBench.Settings settings() {
    try {
      return new AltoBench.Settings(
          effort.starts(), Duration.ofSeconds(effort.seconds()), Set.copyOf(parts), data);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }
}
