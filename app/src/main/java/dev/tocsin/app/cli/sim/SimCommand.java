// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.sim;

import picocli.CommandLine.Command;

/// `tocsin sim`: the code that runs in production, in virtual time.
@Command(
    name = "sim",
    description = "Simulate, with the code that runs in production.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      SimReloadCommand.class,
      SimReloadTableCommand.class,
      SimReloadMigrateCommand.class
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  tocsin sim reload --peers 1024",
      "  tocsin sim reload-table hops",
      "  tocsin sim reload-migrate --peers 100"
    })
public final class SimCommand {}
