// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.ring;

import dev.tocsin.app.daemon.Daemon;
import dev.tocsin.base.observe.Logging;
import dev.tocsin.reload.io.service.PeerConfiguration;
import dev.tocsin.reload.io.service.PeerService;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tocsin reload peer`
@Command(
    name = "peer",
    description = {
      "Run a peer, or a client, of an overlay. What it stores, who it is and whom it knows survive",
      "any end; SIGTERM makes it leave politely."
    },
    footerHeading = "%nExample:%n",
    footer = "  tocsin reload peer -c peer.yaml")
public final class PeerCommand implements Runnable {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      required = true,
      description = "The peer's configuration.")
  private Path config = Path.of("");

  @Override
  public void run() {
    var configuration = PeerConfiguration.read(config);
    Logging.configure(configuration.observe().verbosity(), configuration.observe().format());
    var service = PeerService.start(configuration);
    var out = spec.commandLine().getOut();
    out.printf(
        "peer %s of %s listens at %s%n",
        service.peer().id(), configuration.document().name(), service.peer().where());
    out.println("control socket " + configuration.control());
    out.flush();
    service
        .joined()
        .thenRun(
            () -> {
              out.println("inside");
              out.flush();
            });
    Daemon.run(service, service.departed());
  }
}
