// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import dev.tocsin.app.demo.Timeline.Mark;
import dev.tocsin.lab.LabException;
import dev.tocsin.lab.Running;
import dev.tocsin.lab.bgp.Bird;
import dev.tocsin.lab.bgp.Gobgpd;
import dev.tocsin.lab.bgp.flow.BirdTable;
import dev.tocsin.lab.bgp.flow.FlowFilters;
import dev.tocsin.lab.bgp.flow.FlowRoute;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A gobgpd at the DOTS server, a BIRD at the edge router, and that router's filters.
final class EdgeFilters implements Filters {

  private static final Duration READY_MAX = Duration.ofSeconds(60);
  private static final long FOLLOW_MILLIS = 100;

  private final Arena arena;
  private final Gobgpd gobgpd;
  private final Bird bird;
  private final List<String> prefixes;
  private final List<Running> programs;

  private EdgeFilters(
      Arena arena, Gobgpd gobgpd, Bird bird, List<String> prefixes, List<Running> programs) {
    this.arena = arena;
    this.gobgpd = gobgpd;
    this.bird = bird;
    this.prefixes = List.copyOf(prefixes);
    this.programs = List.copyOf(programs);
  }

  /// @param prefixes that are asked for under attack
  static EdgeFilters start(
      Arena arena, Path folder, Gobgpd gobgpd, Bird bird, List<String> prefixes) {
    var programs =
        List.of(
            arena.edge.start(folder.resolve("bird.log"), bird.command()),
            arena.provider.start(folder.resolve("gobgpd.log"), gobgpd.command()),
            FlowFilters.start(arena.edge, bird, folder.resolve("filters.log"), FOLLOW_MILLIS));
    return new EdgeFilters(arena, gobgpd, bird, prefixes, programs);
  }

  @Override
  public void awaitReady() {
    var until = Instant.now().plus(READY_MAX);
    while (!isReady()) {
      if (Instant.now().isAfter(until)) {
        throw new LabException("no BGP session within " + READY_MAX.toSeconds() + " s");
      }
      Signal.pause(Duration.ofMillis(100));
    }
  }

  private boolean isReady() {
    if (programs.stream().anyMatch(program -> !program.isAlive())) {
      throw new LabException(
          "BIRD, gobgpd or the edge's filters ended; see their logs with --keep");
    }
    return arena.edge.attempt(bird.sessions()).stdout().contains("Established")
        && !filters().isEmpty();
  }

  @Override
  public List<Stage> stages() {
    return List.of(
        new Stage(
            "request_to_route_ms",
            Mark.ROUTES,
            "the router at the edge has the routes",
            () -> hasAll(flows())),
        new Stage(
            "request_to_filter_ms",
            Mark.FILTERS,
            "filters stand in the edge router's kernel",
            () -> hasAll(filters())));
  }

  private boolean hasAll(String listing) {
    return prefixes.stream().allMatch(prefix -> listing.contains("dst " + prefix + ";"));
  }

  private String flows() {
    return arena.edge.attempt(bird.flows()).stdout();
  }

  private String filters() {
    return arena.edge.attempt("nft", "list", "table", "inet", "flowspec").stdout();
  }

  @Override
  public long dropped() {
    return counted("dropped") + counted("over_limit");
  }

  private long counted(String counter) {
    var found = Pattern.compile("counter " + counter + " \\{\\s+packets (\\d+)").matcher(filters());
    if (!found.find()) throw new LabException("the edge router has no counter '" + counter + "'");
    return Long.parseLong(found.group(1));
  }

  @Override
  public void describe(Report report) {
    report.put("packets_over_limit_kernel", counted("over_limit"));
    var routes = BirdTable.read(flows()).routes();
    report.put("routes_at_edge", routes.stream().map(FlowRoute::toString).sorted().toList());
  }

  @Override
  public Optional<String> remains() {
    // A question that fails must not look like an empty table.
    var rib = arena.provider.run(gobgpd.tool("global", "rib", "-a", "ipv4-flowspec"));
    if (rib.contains(Arena.NETWORK)) return Optional.of("in gobgpd");
    if (arena.edge.run(bird.flows()).contains(Arena.NETWORK)) return Optional.of("in BIRD");
    var kernel = arena.edge.run("nft", "list", "table", "inet", "flowspec");
    return kernel.contains(Arena.NETWORK)
        ? Optional.of("in the edge router's kernel")
        : Optional.empty();
  }

  @Override
  public List<View> views() {
    return List.of(
        new View(
            arena.provider, String.join(" ", gobgpd.tool("global", "rib", "-a", "ipv4-flowspec"))),
        new View(arena.edge, String.join(" ", bird.flows())),
        new View(arena.edge, "nft list table inet flowspec"));
  }

  @Override
  public void close() {
    programs.forEach(Running::close);
  }
}
