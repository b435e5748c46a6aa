// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.sim;

import dev.tocsin.app.cli.Output;
import dev.tocsin.base.identity.NativeCryptography;
import dev.tocsin.reload.core.chord.ChordParameters;
import dev.tocsin.reload.core.mesh.MeshParameters;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.wire.mesh.MeshUpdate;
import dev.tocsin.ringsim.Enrolment;
import dev.tocsin.ringsim.KeyPool;
import dev.tocsin.ringsim.RingRun;
import dev.tocsin.ringsim.RingSettings;
import dev.tocsin.ringsim.Shape;
import dev.tocsin.ringsim.SignedEnrolment;
import dev.tocsin.ringsim.plot.RunPlots;
import dev.tocsin.sim.Conditions;
import dev.tocsin.sim.VirtualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tocsin sim reload`
@Command(
    name = "reload",
    description = {
      "Run an overlay of many peers in virtual time, and look up random places in it.",
      "Every message crosses as the bytes that it has on the wire. The same options and the same"
          + " seed give the same run, keys included.",
      "Without options: chord-128-2-8 with 1,024 peers, settled, in a network without faults."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  tocsin sim reload --peers 4096",
      "  tocsin sim reload --start joined --peers 1000 --plots plots",
      "  tocsin sim reload --churn 60 --hours 1 --update-every 60 --ping-every 300",
      "  tocsin sim reload --start joined --peers 1000 --signed",
      "  tocsin sim reload --loss 0.05 --seed 7 --json"
    })
final class SimReloadCommand implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Mixin private final Output output = new Output();

  private enum Plugin {
    chord,
    mesh
  }

  /// Sizes of tables that have a name.
  private enum Named {
    draft,
    rfc
  }

  @Option(
      names = "--peers",
      paramLabel = "N",
      defaultValue = "1024",
      description = "Peers of the ring. Default: ${DEFAULT-VALUE}.")
  private int peers;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Of everything that is random. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--start",
      paramLabel = "HOW",
      defaultValue = "settled",
      description =
          "settled: all know whom they should; joined: peers join one another. Default:"
              + " ${DEFAULT-VALUE}.")
  private String start = "settled";

  @Option(
      names = "--topology",
      paramLabel = "NAME",
      defaultValue = "chord",
      description =
          "chord, or mesh: every peer is linked to every other. The options of Chord's tables say"
              + " nothing to a mesh. Default: ${DEFAULT-VALUE}.")
  private Plugin plugin = Plugin.chord;

  @Option(
      names = "--parameters",
      paramLabel = "NAME",
      defaultValue = "draft",
      description =
          "draft: 8 fingers; rfc: 16 fingers; both keep 3 neighbours on each side. Default:"
              + " ${DEFAULT-VALUE}.")
  private Named named = Named.draft;

  @Option(names = "--fingers", paramLabel = "N", description = "Fingers, in place of these.")
  private Optional<Integer> fingers = Optional.empty();

  @Option(
      names = "--neighbours",
      paramLabel = "N",
      description = "Neighbours on each side, in place of these.")
  private Optional<Integer> neighbours = Optional.empty();

  @Option(
      names = "--update-every",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description = "Neighbours are told, changed or not. Default: ${DEFAULT-VALUE}.")
  private int updateSeconds;

  @Option(
      names = "--ping-every",
      paramLabel = "SECONDS",
      defaultValue = "3600",
      description = "A finger is checked. Default: ${DEFAULT-VALUE}.")
  private int pingSeconds;

  @Option(
      names = "--periodic",
      description = "Neighbours hear of changes with the next update only, not at once.")
  private boolean periodic;

  @Option(
      names = "--turning",
      description =
          "A message that came past its place goes back to a nearer peer if one is known. By the"
              + " draft it goes on around the ring.")
  private boolean turning;

  @Option(
      names = "--loss",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Messages that are lost, 0 to 1. Default: ${DEFAULT-VALUE}.")
  private double loss;

  @Option(
      names = "--delay",
      paramLabel = "MS",
      defaultValue = "10",
      description =
          "Every message takes this long, and up to as long again. Default: ${DEFAULT-VALUE}.")
  private int delayMillis;

  @Option(
      names = "--churn",
      paramLabel = "MINUTES",
      defaultValue = "0",
      description =
          "Mean time that a peer stays, exponentially distributed; for each that dies another one"
              + " joins. Default: nobody goes.")
  private double churnMinutes;

  @Option(
      names = "--hours",
      paramLabel = "H",
      defaultValue = "0",
      description = "Virtual time over which look-ups are spread. Default: ten seconds.")
  private double hours;

  @Option(
      names = "--lookups",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Look-ups of random places. Default: ${DEFAULT-VALUE}.")
  private int lookups;

  @Option(
      names = "--signed",
      description =
          "Every peer has a certificate and signs what it says; otherwise all hold one key.")
  private boolean signed;

  @Option(
      names = "--keys",
      paramLabel = "N",
      description =
          "Key pairs that are made first; with fewer than peers some share one. Default: one for"
              + " each peer.")
  private Optional<Integer> keys = Optional.empty();

  @Option(
      names = "--plots",
      paramLabel = "DIR",
      description = "Write pictures there: hops, success, latency, traffic and load of peers.")
  private Optional<Path> plots = Optional.empty();

  @Override
  public Integer call() {
    var err = command.commandLine().getErr();
    var progress = new TerminalProgress(err);
    var run = new RingRun(settings(), enrolment(progress), seed, progress);
    long began = System.nanoTime();
    if (!run.form()) {
      err.println("not all peers joined; replay with --seed " + seed);
      return 1;
    }
    err.printf(Locale.ROOT, "the ring stands after %.1f s%n", (System.nanoTime() - began) / 1e9);
    err.flush();
    var result = run.measure();
    plots.ifPresent(folder -> PlotFiles.write(folder, RunPlots.of(result)));
    if (output.isJson()) output.printJson(RunReport.json(peers, seed, result));
    else RunReport.text(result).forEach(output::line);
    return 0;
  }

  private Enrolment enrolment(RingRun.Progress progress) {
    if (!signed) return Enrolment.SHARED_KEY;
    NativeCryptography.install();
    try {
      var pool = KeyPool.of(keys.orElse(peers), seed, progress);
      return new SignedEnrolment(pool, Kinds.NONE, new SplittableRandom(seed), VirtualTime.START);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private RingSettings settings() {
    try {
      var load = new RingSettings.Load(lookups, hours > 0 ? seconds(3600 * hours) : seconds(10));
      var conditions = new Conditions(loss, 0, 0, Duration.ofMillis(delayMillis));
      var churn =
          new RingSettings.Churn(seconds(60 * churnMinutes), RingSettings.Churn.Sight.LINKS);
      return new RingSettings(peers, shape(), start(), conditions, churn, load);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private RingSettings.Start start() {
    return switch (start) {
      case "settled" -> RingSettings.Start.SETTLED;
      case "joined" -> RingSettings.Start.JOINED;
      default -> throw new IllegalArgumentException("--start is settled or joined, not " + start);
    };
  }

  private Shape shape() {
    return switch (plugin) {
      case chord -> new Shape.Chord(chord());
      case mesh -> mesh();
    };
  }

  private Shape mesh() {
    if (peers > MeshUpdate.MEMBERS_MAX) {
      throw new IllegalArgumentException(
          "a mesh has at most %d peers, not %d".formatted(MeshUpdate.MEMBERS_MAX, peers));
    }
    return new Shape.Mesh(new MeshParameters(seconds(updateSeconds)));
  }

  private ChordParameters chord() {
    var parameters =
        switch (named) {
          case draft -> ChordParameters.DRAFT;
          case rfc -> ChordParameters.RFC;
        };
    if (neighbours.isPresent()) parameters = parameters.withNeighbours(neighbours.get());
    if (fingers.isPresent()) parameters = parameters.withFingers(fingers.get());
    parameters = parameters.withPeriods(seconds(updateSeconds), seconds(pingSeconds));
    if (turning) parameters = parameters.turning();
    return periodic ? parameters.periodic() : parameters;
  }

  private static Duration seconds(double seconds) {
    if (!(seconds >= 0)) throw new IllegalArgumentException("a time of " + seconds + " seconds");
    return Duration.ofNanos((long) (seconds * 1e9));
  }
}
