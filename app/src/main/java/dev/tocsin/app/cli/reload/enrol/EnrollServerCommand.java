// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.enrol;

import dev.tocsin.app.daemon.Daemon;
import dev.tocsin.app.daemon.Hangup;
import dev.tocsin.base.observe.Logging;
import dev.tocsin.reload.io.enrolment.service.EnrolmentService;
import dev.tocsin.reload.io.enrolment.service.EnrolmentSettings;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tocsin reload enroll-server`
@Command(
    name = "enroll-server",
    description = {
      "Run an enrolment server: it shows an overlay's configuration document and gives the overlay's",
      "users their certificates. SIGHUP makes it read the document again."
    },
    footerHeading = "%nExample:%n",
    footer = "  tocsin reload enroll-server -c enroll.yaml")
public final class EnrollServerCommand implements Runnable {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      required = true,
      description = "The server's configuration.")
  private Path config = Path.of("");

  @Override
  public void run() {
    var settings = EnrolmentSettings.read(config);
    Logging.configure(settings.observe().verbosity(), settings.observe().format());
    var service = EnrolmentService.start(settings);
    var local = service.local();
    var host = local.getAddress().getHostAddress();
    var out = spec.commandLine().getOut();
    out.printf(
        "listening on https://%s:%d/p2psip/enroll%n",
        host.indexOf(':') < 0 ? host : "[" + host + "]", local.getPort());
    out.flush();
    Hangup.handle(service::reload);
    Daemon.run(service);
  }
}
