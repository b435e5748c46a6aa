// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.alto;

import dev.tocsin.alto.core.maps.CostMatrix;
import dev.tocsin.alto.core.maps.NetworkMap;
import dev.tocsin.alto.core.maps.Publication;
import dev.tocsin.alto.exports.ExportFormat;
import dev.tocsin.alto.exports.ExportRow;
import dev.tocsin.alto.io.build.Build;
import dev.tocsin.alto.io.settings.AltoSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

@Command(
    name = "export",
    description =
        "Write a network map for programs that do not speak ALTO: every prefix with its PID, or with"
            + " what it costs to get there.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tocsin alto export -c alto.yaml --format nginx-geo -o geo.conf",
      "  tocsin alto export -c alto.yaml --format mmdb --from frankfurt -o alto.mmdb"
    })
final class AltoExportCommand implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      required = true,
      description = "The server's configuration.")
  @SuppressWarnings("NullAway.Init")
  private Path config;

  @Option(
      names = "--format",
      required = true,
      paramLabel = "FORMAT",
      converter = Format.class,
      description = "nginx-geo, haproxy-map, traffic-control-czf, mmdb or csv.")
  @SuppressWarnings("NullAway.Init")
  private ExportFormat format;

  @Option(
      names = "--map",
      paramLabel = "ID",
      description = "The network map. Default: the first of the configuration.")
  private @Nullable String map;

  @Option(
      names = "--from",
      paramLabel = "PID",
      description = "Write what it costs to get from this PID to each prefix.")
  private @Nullable String from;

  @Option(
      names = "--metric",
      paramLabel = "METRIC",
      defaultValue = "routingcost",
      description = "With --from: the cost metric (default: ${DEFAULT-VALUE}).")
  private String metric = "routingcost";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to write; replaced whole. Default: standard output.")
  private @Nullable Path output;

  static final class Format implements ITypeConverter<ExportFormat> {
    @Override
    public ExportFormat convert(String value) {
      for (var format : ExportFormat.values()) {
        if (format.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(value)) return format;
      }
      throw new TypeConversionException(
          "expected nginx-geo, haproxy-map, traffic-control-czf, mmdb or csv, found '"
              + value
              + "'");
    }
  }

  @Override
  public Integer call() throws IOException {
    var settings = AltoSettings.read(config);
    var id = map == null ? settings.maps().getFirst().plan().id() : map;
    var ids = settings.maps().stream().map(each -> each.plan().id()).toList();
    if (!ids.contains(id)) throw wrong("--map '%s': expected one of %s".formatted(id, ids));
    var published = new Build(settings).run(spec.commandLine().getErr()::println).publication();
    var network = published.networkMap(id).orElseThrow();
    var head =
        new ExportFormat.Head(id, network.versionTag().tag(), InstantSource.system().instant());
    var rows = rows(published, id, network);
    if (output == null) {
      format.write(System.out, head, rows);
    } else {
      replace(output, head, rows);
    }
    return 0;
  }

  private List<ExportRow> rows(Publication published, String id, NetworkMap network) {
    if (from == null) return ExportRow.of(network);
    var number = network.number(from);
    if (number.isEmpty()) {
      var some = new TreeSet<String>();
      network.pids().stream().limit(10).forEach(pid -> some.add(pid.name()));
      throw wrong("--from '%s': no such PID; there are %s".formatted(from, some));
    }
    CostMatrix costs =
        published
            .costs(id, metric)
            .orElseThrow(() -> wrong("--metric '%s': no such costs".formatted(metric)));
    return ExportRow.of(network, costs, number.getAsInt());
  }

  /// Who reads the file sees the one before or this one, and never a half.
  private void replace(Path file, ExportFormat.Head head, List<ExportRow> rows) throws IOException {
    var folder = file.toAbsolutePath().getParent();
    if (folder == null) throw wrong("--output '" + file + "': expected a file");
    var unfinished = Files.createTempFile(folder, file.getFileName().toString(), ".part");
    try {
      try (OutputStream out = Files.newOutputStream(unfinished)) {
        format.write(out, head, rows);
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private ParameterException wrong(String text) {
    return new ParameterException(spec.commandLine(), text);
  }
}
