// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.bench;

import picocli.CommandLine.Command;

/// `tocsin bench`: figures, each beside a peer's.
@Command(
    name = "bench",
    description = "Measure, always beside a peer.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BenchDotsCommand.class,
      BenchDotsDataCommand.class,
      BenchAltoCommand.class,
      BenchReloadCommand.class,
      BenchCodecCommand.class
    },
    footerHeading = "%nExample:%n",
    footer = {"  tocsin bench dots", "  tocsin bench alto"})
public final class BenchCommand {}
