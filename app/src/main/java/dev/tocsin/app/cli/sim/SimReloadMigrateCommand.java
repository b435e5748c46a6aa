// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.sim;

import dev.tocsin.app.cli.Output;
import dev.tocsin.app.cli.Table;
import dev.tocsin.reload.core.migration.Stage;
import dev.tocsin.ringsim.migration.MigrationResult;
import dev.tocsin.ringsim.migration.MigrationRun;
import dev.tocsin.ringsim.migration.MigrationSettings;
import dev.tocsin.ringsim.migration.MigrationSettings.Faults;
import dev.tocsin.ringsim.migration.MigrationSettings.Schedule;
import dev.tocsin.sim.Conditions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tocsin sim reload-migrate`
@Command(
    name = "reload-migrate",
    description = {
      "Move a ring of peers to another ring in virtual time, in the draft's three stages, while"
          + " applications store, remove, fetch and send.",
      "The old ring is chord-128-2-8; the new one has 16 fingers and four neighbours on each side."
          + " The same options and the same seed give the same run."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  tocsin sim reload-migrate --peers 100",
      "  tocsin sim reload-migrate --churn 60 --crash 0.1 --json"
    })
final class SimReloadMigrateCommand implements Runnable {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Mixin private final Output output = new Output();

  @Option(
      names = "--peers",
      paramLabel = "N",
      defaultValue = "40",
      description = "Peers of the old ring. Default: ${DEFAULT-VALUE}.")
  private int peers;

  @Option(
      names = "--values",
      paramLabel = "N",
      defaultValue = "200",
      description = "Values that are stored before the move begins. Default: ${DEFAULT-VALUE}.")
  private int values;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Of everything that is random. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--stage-every",
      paramLabel = "MINUTES",
      defaultValue = "30",
      description = "From one stage to the next. Default: ${DEFAULT-VALUE}.")
  private double stageMinutes;

  @Option(
      names = "--spread",
      paramLabel = "MINUTES",
      defaultValue = "10",
      description =
          "Within this time a new document reaches all peers, each at its own moment. Default:"
              + " ${DEFAULT-VALUE}.")
  private double spreadMinutes;

  @Option(
      names = "--pause",
      paramLabel = "MS",
      defaultValue = "500",
      description = "Between two questions of applications. Default: ${DEFAULT-VALUE}.")
  private int pauseMillis;

  @Option(
      names = "--loss",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Messages that are lost, 0 to 1. Default: ${DEFAULT-VALUE}.")
  private double loss;

  @Option(
      names = "--gone",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "Peers that store values and die before the move begins, at most half. Default:"
              + " ${DEFAULT-VALUE}.")
  private double gone;

  @Option(
      names = "--crash",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "Peers that die at once in each stage, at most half. Default: ${DEFAULT-VALUE}.")
  private double crash;

  @Option(
      names = "--churn",
      paramLabel = "MINUTES",
      defaultValue = "0",
      description =
          "Mean time that a peer stays; for each that dies another one joins. Default: nobody"
              + " goes.")
  private double churnMinutes;

  @Override
  public void run() {
    var progress = new TerminalProgress(command.commandLine().getErr());
    var result = new MigrationRun(settings(), seed, progress).run();
    if (output.isJson()) output.printJson(json(result));
    else print(result);
  }

  private MigrationSettings settings() {
    try {
      var pause = Duration.ofMillis(pauseMillis);
      var schedule = new Schedule(minutes(stageMinutes), minutes(spreadMinutes), pause);
      var network = new Conditions(loss, 0, 0, Duration.ofMillis(10));
      var faults = new Faults(gone, minutes(churnMinutes), crash);
      return new MigrationSettings(peers, values, schedule, network, faults);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private static Duration minutes(double minutes) {
    if (!(minutes >= 0)) throw new IllegalArgumentException("a time of " + minutes + " minutes");
    return Duration.ofMillis((long) (minutes * 60_000));
  }

  private Map<String, Object> json(MigrationResult result) {
    var json = new LinkedHashMap<String, Object>();
    json.put("peers", peers);
    json.put("seed", seed);
    json.put("stages", result.stages().stream().map(SimReloadMigrateCommand::row).toList());
    json.put("values", result.values());
    json.put("values_lost", result.lost());
    json.put("peers_left_in_old", result.left());
    return json;
  }

  private static Map<String, Object> row(MigrationResult.Part part) {
    var row = new LinkedHashMap<String, Object>();
    row.put("stage", part.stage().ordinal());
    row.put("what", words(part.stage()));
    row.put("fetches", part.fetches().all());
    row.put("failed_fetches", part.fetches().failed());
    row.put("wrong_fetches", part.wrong());
    row.put("writes", part.writes().all());
    row.put("failed_writes", part.writes().failed());
    row.put("sends", part.sends().all());
    row.put("failed_sends", part.sends().failed());
    row.put("messages_old", part.messagesInA());
    row.put("messages_new", part.messagesInB());
    return row;
  }

  private static String words(Stage stage) {
    return switch (stage) {
      case ONLY_A -> "only the old ring";
      case WRITE_BOTH -> "write both, ask the old one";
      case READ_B -> "write both, ask the new one";
      case ONLY_B -> "only the new ring";
    };
  }

  private void print(MigrationResult result) {
    var table = new ArrayList<List<String>>();
    for (var part : result.stages()) {
      var row = row(part);
      if (table.isEmpty()) table.add(List.copyOf(row.keySet()));
      table.add(row.values().stream().map(String::valueOf).toList());
    }
    Table.print(table, command.commandLine().getOut());
    output.line(
        String.format(
            Locale.ROOT,
            "%,d values at the end, %,d of them lost; %,d peers are still in the old ring",
            result.values(),
            result.lost(),
            result.left()));
  }
}
