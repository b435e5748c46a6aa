// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.bench;

import dev.tocsin.app.cli.Output;
import dev.tocsin.base.observe.Logging;
import dev.tocsin.bench.DataBench;
import dev.tocsin.bench.DotsBench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tocsin bench dots-data`
@Command(
    name = "dots-data",
    description = {
      "Measure the data channel beside a Jetty that serves the same bytes without any logic:",
      "access control lists created per second, each durable, and retrievals of 1,000 aliases.",
      "Servers run on one core, the load on another, over 16 connections on loopback; runs in"
          + " which the load takes 70 %% of its core or more are marked as invalid.",
      "Then the time from 300 requests for mitigation to their flow specifications at a BIRD, to",
      "which a gobgpd announces them (Debian: gobgpd, bird2).",
      "With the defaults it takes some five minutes, with --quick one."
    },
    footerHeading = "%nExample:%n",
    footer = {"  tocsin bench dots-data --quick", "  tocsin bench dots-data --json > data.json"})
final class BenchDotsDataCommand implements Runnable {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Mixin private final Output output = new Output();

  @Mixin private final Effort effort = new Effort();

  @Override
  public void run() {
    Logging.configure(Logging.Verbosity.ERROR, Logging.Format.TEXT);
    var report = DataBench.run(settings(), command.commandLine().getErr()::println);
    if (output.isJson()) {
      output.printJson(report.json());
    } else {
      report.text().forEach(output::line);
    }
  }

  private DataBench.Settings settings() {
    try {
      return new DataBench.Settings(effort.starts(), DotsBench.Times.measuring(effort.seconds()));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }
}
