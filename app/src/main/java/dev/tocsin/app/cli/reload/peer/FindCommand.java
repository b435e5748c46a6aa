// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.peer;

import dev.tocsin.reload.io.control.PeerOrder;
import dev.tocsin.reload.io.control.Place;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "find",
    description = "Ask a peer where, from a place on, it keeps data of a kind.",
    footerHeading = "%nExample:%n",
    footer = "  tocsin reload find alice@example.org --kind note --state /tmp/ring/peer1")
public final class FindCommand implements Callable<Integer> {

  @Mixin private final PeerOptions peer = new PeerOptions();

  @Parameters(index = "0", paramLabel = "PLACE", description = DataOptions.PLACE)
  private String place = "";

  @Option(
      names = "--kind",
      required = true,
      paramLabel = "KIND",
      description = "The kind of data by name or number; 'tocsin reload status' lists them.")
  private String kind = "";

  @Override
  public Integer call() throws IOException {
    return peer.ask(() -> new PeerOrder.Find(new Place(place), kind));
  }
}
