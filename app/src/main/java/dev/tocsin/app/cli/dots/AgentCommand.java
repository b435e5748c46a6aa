// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots;

import dev.tocsin.app.daemon.Daemon;
import dev.tocsin.base.observe.Logging;
import dev.tocsin.dots.DotsClient;
import dev.tocsin.dots.io.settings.ClientSettings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "client",
    description = "Run a DOTS client agent.",
    footerHeading = "%nExample:%n",
    footer = "  tocsin dots client -c /tmp/dots/client.yaml")
final class AgentCommand implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      required = true,
      description = "The agent's configuration.")
  @SuppressWarnings("NullAway.Init")
  private Path config;

  @Override
  public Integer call() {
    var settings = ClientSettings.read(config);
    Logging.configure(settings.observe().verbosity(), settings.observe().format());
    var agent = DotsClient.start(settings);
    var out = spec.commandLine().getOut();
    out.println("control socket " + settings.folders().control());
    out.flush();
    Daemon.run(agent);
    return 0;
  }
}
