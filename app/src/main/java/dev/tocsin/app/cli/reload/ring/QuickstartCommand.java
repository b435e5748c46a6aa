// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.ring;

import dev.tocsin.app.daemon.Daemon;
import dev.tocsin.base.observe.Logging;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tocsin reload quickstart`
@Command(
    name = "quickstart",
    description = {
      "Make an overlay on this machine and run it: an authority, an enrolment server, and peers that",
      "enrol there and form a ring on loopback. Prints 'ready' and the commands to try; ends with",
      "SIGTERM or Ctrl-C. Started again on the same folder it goes on with the same peers and data."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  tocsin reload quickstart /tmp/ring --peers 8",
      "  tocsin reload quickstart /tmp/ring --peers 5 --shared-key"
    })
public final class QuickstartCommand implements Runnable {

  private static final int PEERS_MAX = 64;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "A folder that is empty, absent, or of before.")
  private Path folder = Path.of("");

  @Option(
      names = "--peers",
      paramLabel = "N",
      description = "How many, 1 to 64 (default: 8); in a folder of before its own number holds.")
  private int peers = 8;

  @Option(
      names = "--shared-key",
      description = "One key for all instead of certificates: no enrolment, nothing is signed.")
  private boolean isShared;

  @Override
  public void run() {
    if (peers < 1 || peers > PEERS_MAX) {
      throw new ParameterException(
          spec.commandLine(), "--peers " + peers + ": expected 1 to " + PEERS_MAX);
    }
    Logging.configure(Logging.Verbosity.ERROR, Logging.Format.TEXT);
    var plan = RingPlan.in(folder, peers, isShared);
    var progress = spec.commandLine().getErr();
    var ring = RunningRing.start(plan, line -> say(progress, line));
    ring.describe(spec.commandLine().getOut());
    Daemon.run(ring);
  }

  private static void say(PrintWriter to, String line) {
    to.println(line);
    to.flush();
  }
}
