// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab.bgp.flow;

import dev.tocsin.lab.Arguments;
import dev.tocsin.lab.Host;
import dev.tocsin.lab.Running;
import dev.tocsin.lab.bgp.Bird;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What a router with FlowSpec has in its own software: reads the flow specifications that its BIRD
/// has learned, again and again, and keeps filters of its kernel in step with them. A program of
/// its own, for routers of a lab only; says what it does, a line for each change.
///
/// While BIRD does not answer, filters stay as they are; when this program ends, too.
public final class FlowFilters {

  private static final int LISTING_BYTES_MAX = 16 << 20;
  private static final int COMPLAINTS_MAX = 1_000;

  private final String socket;
  private final FilterTable table = new FilterTable();
  private final Set<String> complaints = new HashSet<>();
  private String lastListing = "";

  private FlowFilters(String socket) {
    this.socket = socket;
  }

  /// Starts it on a host of the lab.
  public static Running start(Host router, Bird bird, Path output, long everyMillis) {
    return router.java(
        output, FlowFilters.class, "socket=" + bird.controlSocket(), "every_ms=" + everyMillis);
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    var given = Arguments.parse(arguments);
    var filters = new FlowFilters(given.text("socket"));
    var every = given.number("every_ms", 60_000);
    var loading = load(FilterTable.empty());
    if (loading.code() != 0) throw new IOException("nft: " + loading.said().strip());
    System.out.println("following the flow specifications of BIRD at " + given.text("socket"));
    var never = new CountDownLatch(1);
    do {
      filters.follow();
    } while (!never.await(every, TimeUnit.MILLISECONDS));
  }

  private void follow() throws IOException, InterruptedException {
    var listing = run("", Bird.flows(socket).toArray(String[]::new));
    if (listing.code() != 0) {
      complain("birdc: " + listing.said().strip());
      return;
    }
    if (listing.said().equals(lastListing)) return;
    var learned = BirdTable.read(listing.said());
    for (var reason : learned.leftOut()) complain("left out " + reason);
    if (bring(learned.routes())) lastListing = listing.said();
  }

  /// @return whether the kernel is in step
  private boolean bring(List<FlowRoute> routes) throws IOException, InterruptedException {
    var change = table.to(routes, _ -> true);
    var loading = load(change.script());
    if (loading.code() != 0) {
      // One that the kernel refuses must not keep the others out.
      change = table.to(routes, FlowFilters::isAccepted);
      loading = load(change.script());
    }
    for (var reason : change.leftOut()) complain("left out " + reason);
    if (loading.code() != 0) {
      complain("nft: " + loading.said().strip());
      return false;
    }
    table.loaded(change);
    if (!change.isNothing()) {
      System.out.println(change.standing().size() + " filters: " + change.standing().keySet());
    }
    return true;
  }

  /// Once for every reason, as long as there are not too many.
  private void complain(String reason) {
    if (complaints.size() < COMPLAINTS_MAX && complaints.add(reason)) System.out.println(reason);
  }

  private static boolean isAccepted(String script) {
    try {
      return run(script, "nft", "-c", "-f", "-").code() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Ended load(String script) throws IOException, InterruptedException {
    return run(script, "nft", "-f", "-");
  }

  private record Ended(int code, String said) {}

  private static Ended run(String input, String... command)
      throws IOException, InterruptedException {
    var process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    try (var to = process.getOutputStream()) {
      to.write(input.getBytes(StandardCharsets.UTF_8));
    }
    var said = process.getInputStream().readNBytes(LISTING_BYTES_MAX);
    return new Ended(process.waitFor(), new String(said, StandardCharsets.UTF_8));
  }
}
