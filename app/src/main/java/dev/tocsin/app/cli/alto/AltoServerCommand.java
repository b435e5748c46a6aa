// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.alto;

import dev.tocsin.alto.AltoService;
import dev.tocsin.alto.io.settings.AltoSettings;
import dev.tocsin.app.daemon.Daemon;
import dev.tocsin.app.daemon.Hangup;
import dev.tocsin.base.observe.Logging;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "server",
    description = "Run an ALTO server, or make a network and a configuration for a first one.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tocsin alto server --quickstart /tmp/alto",
      "  tocsin alto server -c /tmp/alto/alto.yaml"
    })
final class AltoServerCommand implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  @SuppressWarnings("NullAway.Init")
  private What what;

  static final class What {
    @Option(
        names = {"-c", "--config"},
        paramLabel = "FILE",
        description = "The server's configuration.")
    @Nullable Path config;

    @Option(
        names = "--quickstart",
        paramLabel = "DIR",
        description =
            "Make a small network, prefixes and a configuration that runs in this folder, and say what"
                + " to do with them.")
    @Nullable Path quickstart;
  }

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    if (what.quickstart != null) {
      new AltoQuickstart(what.quickstart).write(out);
      return 0;
    }
    if (what.config == null)
      throw new IllegalStateException("neither configuration nor quickstart");
    var config = what.config;
    var settings = AltoSettings.read(config);
    Logging.configure(settings.observe().verbosity(), settings.observe().format());
    var service = AltoService.start(settings, spec.commandLine().getErr()::println);
    var local = service.local();
    var host = local.getAddress().getHostAddress();
    out.printf(
        "listening on %s://%s:%d/directory%n",
        settings.endpoint().tls().isPresent() ? "https" : "http",
        host.indexOf(':') < 0 ? host : "[" + host + "]",
        local.getPort());
    out.flush();
    Hangup.handle(() -> service.reload(() -> AltoSettings.read(config)));
    Daemon.run(service);
    return 0;
  }
}
