// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.enrol;

import picocli.CommandLine.Command;

/// `tocsin reload user`: who may enrol.
@Command(
    name = "user",
    description = {
      "Enter and remove users of an overlay. A server that runs knows of it at the next login."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      UserAddCommand.class,
      UserRemoveCommand.class,
      UserDenyCommand.class,
      UserPasswordCommand.class,
      UserListCommand.class
    },
    footerHeading = "%nExample:%n",
    footer = "  tocsin reload user add -c enroll.yaml alice")
public final class UserCommand {}
