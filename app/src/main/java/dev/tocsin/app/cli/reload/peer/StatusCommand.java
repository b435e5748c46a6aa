// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.peer;

import dev.tocsin.reload.io.control.PeerOrder;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "status",
    description = "Show what a running peer is: its neighbours, fingers, links, data and traffic.",
    footerHeading = "%nExample:%n",
    footer = "  tocsin reload status --state /tmp/ring/peer1")
public final class StatusCommand implements Callable<Integer> {

  @Mixin private final PeerOptions peer = new PeerOptions();

  @Override
  public Integer call() throws IOException {
    return peer.ask(PeerOrder.Status::new);
  }
}
