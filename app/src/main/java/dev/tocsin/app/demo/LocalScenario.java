// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import dev.tocsin.app.demo.Timeline.Mark;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// `tocsin demo`: the DOTS server's own machine is the router that filters.
final class LocalScenario implements Scenario {

  private static final Pattern COUNTER = Pattern.compile("counter packets (\\d+)");

  @Override
  public List<Program> programs() {
    return List.of();
  }

  @Override
  public boolean hasEdge() {
    return false;
  }

  /// Three quarters of it hit the port that the users use, the rest any port.
  @Override
  public Attack attack() {
    var ports = List.of(Arena.SERVICE_PORT, Arena.SERVICE_PORT, Arena.SERVICE_PORT, 0);
    return new Attack(List.of(new Flood(Arena.SERVICE, ports, 15_000)), Arena.SERVICE);
  }

  @Override
  public Requests requests() {
    return new Requests(
        List.of(
            new Request("dns", "prefixes: [198.51.100.11/32]"),
            new Request("mail", "prefixes: [198.51.100.12/32]"),
            new Request("vpn", "prefixes: [198.51.100.13/32]"),
            new Request("voice", "prefixes: [198.51.100.14/32]")),
        List.of(new Request("service", "prefixes: [" + Arena.SERVICE + "/32]")));
  }

  @Override
  public String mitigator() {
    return "type: nftables, settings: {bare: {packets-per-second: 40, burst: 40, penalty: 60s}}";
  }

  @Override
  public String policy() {
    return "";
  }

  @Override
  public Filters start(Arena arena, Path folder) {
    return new Kernel(arena);
  }

  @Override
  public Map<String, Boolean> claims(Report report) {
    var dropped = report.number("packets_dropped_kernel");
    var reported = report.number("packets_dropped_reported");
    return Map.of(
        "reported drops match the kernel's within 5 %",
        dropped > 0 && Math.abs(reported - dropped) <= 0.05 * dropped);
  }

  /// The tables that the DOTS server keeps in the provider's kernel.
  private record Kernel(Arena arena) implements Filters {

    @Override
    public void awaitReady() {}

    @Override
    public List<Stage> stages() {
      return List.of(
          new Stage(
              "request_to_filter_ms",
              Mark.FILTERS,
              "filters stand in the provider's kernel",
              () -> filters().contains(Arena.SERVICE + " ")));
    }

    @Override
    public long dropped() {
      return COUNTER.matcher(filters()).results().mapToLong(m -> Long.parseLong(m.group(1))).sum();
    }

    @Override
    public void describe(Report report) {}

    @Override
    public Optional<String> remains() {
      return filters().contains(Arena.NETWORK)
          ? Optional.of("in the provider's kernel")
          : Optional.empty();
    }

    private String filters() {
      // Tables of a mitigator that has not begun do not exist yet.
      var result = arena.provider.attempt("nft", "-n", "list", "table", "inet", "tocsin_edge");
      return result.succeeded() ? withoutSources(result.stdout()) : "";
    }

    // Sets r and p remember sources towards the service; they run out by themselves.
    private static String withoutSources(String table) {
      return Pattern.compile("set [rp]4_\\d+ \\{.*?\\n\\t}", Pattern.DOTALL)
          .matcher(table)
          .replaceAll("");
    }

    @Override
    public List<View> views() {
      return List.of();
    }

    @Override
    public void close() {}
  }
}
