// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.peer;

import dev.tocsin.reload.io.control.PeerOrder;
import dev.tocsin.reload.io.control.Place;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "ping",
    description =
        "Ask whoever answers for a place what it is responsible for and how much it keeps.",
    footerHeading = "%nExample:%n",
    footer = "  tocsin reload ping alice@example.org --state /tmp/ring/peer1")
public final class PingCommand implements Callable<Integer> {

  @Mixin private final PeerOptions peer = new PeerOptions();

  @Parameters(index = "0", paramLabel = "PLACE", description = DataOptions.PLACE)
  private String place = "";

  @Override
  public Integer call() throws IOException {
    return peer.ask(() -> new PeerOrder.Ping(new Place(place)));
  }
}
