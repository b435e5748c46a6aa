// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.alto;

import dev.tocsin.alto.client.ranking.Candidate;
import dev.tocsin.alto.client.ranking.RankQuery;
import dev.tocsin.alto.client.ranking.RankQuery.Way;
import dev.tocsin.alto.client.ranking.Ranking;
import dev.tocsin.alto.client.ranking.Ranking.Guide;
import dev.tocsin.alto.client.ranking.Ranking.Ranked;
import dev.tocsin.alto.client.ranking.Truncation;
import dev.tocsin.alto.exports.CostText;
import dev.tocsin.app.cli.Output;
import dev.tocsin.app.cli.Table;
import dev.tocsin.app.cli.Usage;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "rank",
    description = {
      "Put addresses in order, the nearest first, as the network sees it.",
      "Without guidance they stay in the order that they were given in, and the reason is told."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  tocsin alto rank http://localhost:8080/ 198.51.100.7 203.0.113.9 2001:db8::1",
      "  tocsin alto rank --offline --source 192.0.2.1 https://alto.example.net/ 198.51.100.7 203.0.113.9"
    })
final class AltoRankCommand implements Callable<Integer> {

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private RemoteOptions remote;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Output output;

  @Option(
      names = "--source",
      paramLabel = "ADDRESS",
      description = "Whose costs count (default: this machine, as the server sees it).")
  @Nullable
  private String source;

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      defaultValue = "routingcost",
      description = "What is compared (default: ${DEFAULT-VALUE}).")
  private String metric = "routingcost";

  @Option(
      names = "--offline",
      description = "Compare here, from the server's maps: it learns none of the addresses.")
  private boolean offline;

  @Option(
      names = "--truncate",
      paramLabel = "N[,N]",
      description =
          "Tell the server only so many bits of IPv4 and of IPv6 addresses; one number has twice as"
              + " many of IPv6.")
  @Nullable
  private String truncate;

  @Option(
      names = "--at",
      paramLabel = "MOMENT",
      description =
          "Costs of this moment, such as 2026-01-05T20:00:00Z, where the server has a calendar"
              + " (default: as of now).")
  @Nullable
  private Instant at;

  @Option(
      names = "--also",
      paramLabel = "URI",
      description = "Directory of a further server, asked when those before cannot guide.")
  private List<URI> also = new ArrayList<>();

  @Parameters(index = "0", paramLabel = "URI", description = "The server's directory.")
  @SuppressWarnings("NullAway.Init")
  private URI directory;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "ADDRESS",
      description = "What to choose from: addresses or prefixes.")
  @SuppressWarnings("NullAway.Init")
  private List<String> addresses;

  @Override
  public Integer call() throws IOException {
    var query = Usage.check(remote.spec(), this::query);
    try (var client = remote.open(Stream.concat(Stream.of(directory), also.stream()).toList())) {
      var ranking = client.rank(query);
      if (output.isJson()) output.printJson(json(ranking));
      else print(ranking);
      return 0;
    } finally {
      remote.out().flush();
    }
  }

  private RankQuery query() {
    return new RankQuery(
        Optional.ofNullable(source).map(Candidate::parse),
        addresses.stream().map(Candidate::parse).toList(),
        metric,
        offline ? Way.MAPS : Way.ANY,
        truncate == null ? Truncation.NONE : Truncation.parse(truncate),
        Optional.ofNullable(at));
  }

  private void print(Ranking ranking) {
    boolean hasPids = ranking.guide().filter(Guide::isOffline).isPresent();
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("PLACE", "ADDRESS", "COST", hasPids ? "PID" : ""));
    for (var each : ranking.order()) {
      rows.add(
          List.of(
              Integer.toString(each.place()),
              each.candidate().text(),
              each.cost().isEmpty() ? "-" : CostText.of(each.cost().getAsDouble()),
              each.pid().orElse("")));
    }
    Table.print(rows, remote.out());
    ranking.guide().ifPresent(guide -> remote.out().println(words(guide)));
    var errors = remote.spec().commandLine().getErr();
    if (!ranking.isGuided()) errors.println("no guidance; this is the order that was given");
    ranking.notes().forEach(note -> errors.println("note: " + note));
  }

  private static String words(Guide guide) {
    return "%s %s from %s, by %s of %s%s"
        .formatted(
            guide.type().mode(),
            guide.type().metric(),
            guide.source().orElse("this machine"),
            guide.resource(),
            guide.directory(),
            guide.isOffline() ? ", compared here" : "");
  }

  private static Map<String, Object> json(Ranking ranking) {
    var json = new LinkedHashMap<String, Object>();
    json.put("guided", ranking.isGuided());
    ranking
        .guide()
        .ifPresent(
            guide -> {
              json.put("directory", guide.directory().toString());
              json.put("resource", guide.resource());
              json.put("offline", guide.isOffline());
              json.put("cost-mode", guide.type().mode());
              json.put("cost-metric", guide.type().metric());
              guide.source().ifPresent(each -> json.put("source", each));
            });
    json.put("candidates", ranking.order().stream().map(AltoRankCommand::json).toList());
    json.put("notes", ranking.notes());
    return json;
  }

  private static Map<String, Object> json(Ranked ranked) {
    var json = new LinkedHashMap<String, Object>();
    json.put("place", ranked.place());
    json.put("address", ranked.candidate().text());
    ranked.cost().ifPresent(cost -> json.put("cost", cost));
    ranked.pid().ifPresent(pid -> json.put("pid", pid));
    return json;
  }
}
