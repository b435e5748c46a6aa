// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.alto;

import picocli.CommandLine.Command;

/// `tocsin alto`: the network's guidance for choosing among candidates.
@Command(
    name = "alto",
    description = "Tell applications which candidates are near, as the network sees it (RFC 7285).",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      AltoServerCommand.class,
      AltoBuildCommand.class,
      AltoCheckCommand.class,
      AltoExportCommand.class,
      AltoUserCommand.class,
      AltoDiscoverCommand.class,
      AltoGetCommand.class,
      AltoWatchCommand.class,
      AltoRankCommand.class
    },
    footerHeading = "%nExample:%n",
    footer = "  tocsin alto server --quickstart /tmp/alto")
public final class AltoCommand {}
