// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload;

import dev.tocsin.app.cli.Output;
import dev.tocsin.app.cli.Table;
import dev.tocsin.app.cli.reload.discovery.DiscoveryOptions;
import dev.tocsin.reload.io.discovery.OverlayFile;
import dev.tocsin.reload.wire.config.OverlayConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tocsin reload overlay`
@Command(
    name = "overlay",
    description = {
      "Show what is configured for an overlay: its DHT, authorities, servers and contacts.",
      "Its enrolment server is looked up in the DNS (SRV _p2p_enroll._tcp.NAME), or among the "
          + "neighbours if the name ends in .local, and has to prove by its certificate that it is "
          + "the overlay's."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  tocsin reload overlay chord.example.com",
      "  tocsin reload overlay ring.local --trust web-ca.pem --interface eth0",
      "  tocsin reload overlay --file overlay.xml"
    })
final class ReloadOverlayCommand implements Runnable {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Mixin private final Output output = new Output();

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "The overlay: a name like chord.example.com, or the address of its server.")
  private @Nullable String name;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Read the configuration from a file, and check it; ask nobody.")
  private @Nullable Path file;

  @Mixin private final DiscoveryOptions discovery = new DiscoveryOptions();

  @Override
  public void run() {
    if ((name == null) == (file == null)) {
      throw new ParameterException(spec.commandLine(), "expected either NAME or --file FILE");
    }
    try {
      if (file != null) print(OverlayFile.read(file).overlays());
      else print(List.of(discovery.found(String.valueOf(name))));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void print(List<OverlayConfiguration> overlays) {
    var shown = overlays.stream().map(OverlayText::shown).toList();
    if (output.isJson()) {
      output.printJson(Map.of("overlays", shown));
      return;
    }
    var out = spec.commandLine().getOut();
    for (int i = 0; i < shown.size(); i++) {
      if (i > 0) output.line("");
      Table.print(OverlayText.rows(shown.get(i)), out);
    }
  }
}
