// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.bench;

import dev.tocsin.app.cli.Output;
import dev.tocsin.base.observe.Logging;
import dev.tocsin.bench.reload.ReloadReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `tocsin bench reload`
@Command(
    name = "reload",
    description = {
      "Measure RELOAD's messages with JMH: to write and read a signed STORE, to pass it on beside the",
      "same by hand, and signatures a second on one core with the JDK's cryptography and the native",
      "one. Then simulate a ring of 10,000 peers: peers times virtual seconds in a second, and what a",
      "peer weighs. Takes three minutes."
    },
    footerHeading = "%nExample:%n",
    footer = "  tocsin bench reload --json")
final class BenchReloadCommand implements Runnable {

  @Mixin private final Output output = new Output();

  @Override
  public void run() {
    Logging.configure(Logging.Verbosity.ERROR, Logging.Format.TEXT);
    output.print(ReloadReport.run());
  }
}
