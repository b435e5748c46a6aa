// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.bench;

import dev.tocsin.app.cli.Output;
import dev.tocsin.bench.CodecReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `tocsin bench codec`
@Command(
    name = "codec",
    description = "Measure how long it takes to read and write the messages of one request (JMH).",
    footerHeading = "%nExample:%n",
    footer = "  tocsin bench codec --json")
final class BenchCodecCommand implements Runnable {

  @Mixin private final Output output = new Output();

  @Override
  public void run() {
    output.print(CodecReport.run());
  }
}
