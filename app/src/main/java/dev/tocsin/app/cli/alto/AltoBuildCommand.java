// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.alto;

import dev.tocsin.alto.io.build.Build;
import dev.tocsin.alto.io.settings.AltoSettings;
import dev.tocsin.app.cli.Output;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "build",
    description =
        "Make the maps of a configuration once, and say what came of it; nothing is served.",
    footerHeading = "%nExample:%n",
    footer = "  tocsin alto build -c alto.yaml --json")
final class AltoBuildCommand implements Callable<Integer> {

  private static final double MIB = 1 << 20;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Output output;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      required = true,
      description = "The server's configuration.")
  @SuppressWarnings("NullAway.Init")
  private Path config;

  @Override
  public Integer call() {
    long start = System.nanoTime();
    var settings = AltoSettings.read(config);
    var result = new Build(settings).run(spec.commandLine().getErr()::println);
    double seconds = (System.nanoTime() - start) / 1e9;
    var shown = new LinkedHashMap<String, Object>();
    shown.put("prefixes", result.prefixes());
    shown.put("nodes", result.nodes());
    shown.put("links", result.links());
    shown.put("maps", result.maps().stream().map(AltoBuildCommand::shown).toList());
    shown.put("seconds", Math.round(seconds * 1_000) / 1_000.0);
    shown.put("heap_mib", Math.round(heapBytes() / MIB));
    output.print(shown);
    return 0;
  }

  private static Map<String, Object> shown(Build.MapFigures map) {
    var shown = new LinkedHashMap<String, Object>();
    shown.put("map", map.id());
    shown.put("tag", map.tag());
    shown.put("pids", map.pids());
    shown.put("prefixes", map.named());
    shown.put("prefixes_told", map.told());
    shown.put("groups_merged", map.merged());
    return shown;
  }

  /// What the maps and all they were made of take.
  private static long heapBytes() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
