// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.peer;

import dev.tocsin.reload.io.control.PeerOrder;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "remove",
    description = "Remove values of a kind from a place of the overlay.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tocsin reload remove alice@example.org --kind note --state /tmp/ring/peer1",
      "  tocsin reload remove alice@example.org --kind journal --all --state /tmp/ring/peer1"
    })
public final class RemoveCommand implements Callable<Integer> {

  @Mixin private final PeerOptions peer = new PeerOptions();
  @Mixin private final DataOptions data = new DataOptions();

  @Option(names = "--all", description = "All values of an array or a dictionary.")
  private boolean isAll;

  @Override
  public Integer call() throws IOException {
    return peer.ask(() -> new PeerOrder.Remove(data.place(), data.kind, which()));
  }

  private PeerOrder.Which which() {
    if (isAll && data.isOne()) throw new IllegalArgumentException("--all leaves no choice");
    return isAll ? new PeerOrder.Which.All() : data.which();
  }
}
