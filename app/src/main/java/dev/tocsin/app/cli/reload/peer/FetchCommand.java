// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.peer;

import dev.tocsin.reload.io.control.PeerOrder;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "fetch",
    description =
        "Fetch the values of a kind from a place of the overlay; their signatures are checked.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tocsin reload fetch alice@example.org --kind note --state /tmp/ring/peer2",
      "  tocsin reload fetch alice@example.org --kind certificate --json --state /tmp/ring/peer2"
    })
public final class FetchCommand implements Callable<Integer> {

  @Mixin private final PeerOptions peer = new PeerOptions();
  @Mixin private final DataOptions data = new DataOptions();

  @Override
  public Integer call() throws IOException {
    return peer.ask(() -> new PeerOrder.Fetch(data.place(), data.kind, data.which()));
  }
}
