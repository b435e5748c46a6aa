// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli;

import picocli.CommandLine.Command;

/// `tocsin keys`: what endpoints prove themselves with.
@Command(
    name = "keys",
    description = "Make and show keys, certificates and pre-shared keys.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      KeysCaCommand.class,
      KeysIssueCommand.class,
      KeysPskCommand.class,
      KeysShowCommand.class
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  tocsin keys ca --out ca",
      "  tocsin keys issue --ca ca --name server --role server --dns dots.example --out server",
      "  tocsin keys issue --ca ca --name client1 --role client --out client1",
      "  tocsin keys show client1/client1.pem"
    })
public final class KeysCommand {}
