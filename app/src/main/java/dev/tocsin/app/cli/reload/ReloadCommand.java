// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload;

import dev.tocsin.app.cli.reload.enrol.EnrollCommand;
import dev.tocsin.app.cli.reload.enrol.EnrollServerCommand;
import dev.tocsin.app.cli.reload.enrol.UserCommand;
import dev.tocsin.app.cli.reload.peer.FetchCommand;
import dev.tocsin.app.cli.reload.peer.FindCommand;
import dev.tocsin.app.cli.reload.peer.LeaveCommand;
import dev.tocsin.app.cli.reload.peer.MapCommand;
import dev.tocsin.app.cli.reload.peer.PingCommand;
import dev.tocsin.app.cli.reload.peer.RemoveCommand;
import dev.tocsin.app.cli.reload.peer.StatusCommand;
import dev.tocsin.app.cli.reload.peer.StoreCommand;
import dev.tocsin.app.cli.reload.peer.TraceCommand;
import dev.tocsin.app.cli.reload.ring.PeerCommand;
import dev.tocsin.app.cli.reload.ring.QuickstartCommand;
import picocli.CommandLine.Command;

/// `tocsin reload`: an overlay of peers.
@Command(
    name = "reload",
    description = "An overlay of peers that find each other and store signed data (RELOAD).",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      QuickstartCommand.class,
      PeerCommand.class,
      EnrollServerCommand.class,
      UserCommand.class,
      EnrollCommand.class,
      StatusCommand.class,
      PingCommand.class,
      TraceCommand.class,
      StoreCommand.class,
      FetchCommand.class,
      RemoveCommand.class,
      FindCommand.class,
      MapCommand.class,
      LeaveCommand.class,
      ReloadOverlayCommand.class,
      ReloadDecodeCommand.class,
      ReloadEncodeCommand.class
    },
    footerHeading = "%nExample:%n",
    footer = "  tocsin reload encode message.json | tocsin reload decode -")
public final class ReloadCommand {}
