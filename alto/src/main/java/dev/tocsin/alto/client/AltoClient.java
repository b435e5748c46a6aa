// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client;

import dev.tocsin.alto.client.http.AltoHttp;
import dev.tocsin.alto.client.http.Ask;
import dev.tocsin.alto.client.http.HttpSettings;
import dev.tocsin.alto.client.ranking.Comparison;
import dev.tocsin.alto.client.ranking.RankQuery;
import dev.tocsin.alto.client.ranking.Ranking;
import dev.tocsin.alto.client.remote.RemoteAlto;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;

/// An ALTO client (RFC 7285): knows the directories of one or more servers, remembers what they
/// said, follows what changes (RFC 8895), and ranks candidates. Any thread may use it.
///
/// ```java
/// try (var client = AltoClient.open(List.of(directory), HttpSettings.DEFAULT)) {
///   var ranking = client.rank(RankQuery.of(candidates));
///   connect(ranking.order().getFirst().candidate());
///   var server = client.servers().getFirst();
///   var costs = Subscription.to(server.directory().resource("costs"));
///   server.follow(List.of(costs), FollowSettings.DEFAULT, event -> show(event));
/// }
/// ```
public final class AltoClient implements AutoCloseable {

  private final AltoHttp http;
  private final List<RemoteAlto> servers;

  private AltoClient(AltoHttp http, List<RemoteAlto> servers) {
    this.http = http;
    this.servers = servers;
  }

  /// Asks nobody yet.
  ///
  /// @param directories the one first that is to be asked first
  /// @throws IllegalArgumentException if one is no `http` or `https` URI
  public static AltoClient open(List<URI> directories, HttpSettings settings) {
    return open(directories, settings, InstantSource.system());
  }

  public static AltoClient open(List<URI> directories, HttpSettings settings, InstantSource clock) {
    directories.forEach(Ask::check);
    var http = new AltoHttp(settings, directories, clock);
    return new AltoClient(
        http, directories.stream().map(each -> new RemoteAlto(each, http, clock)).toList());
  }

  /// In the order of the directories.
  public List<RemoteAlto> servers() {
    return servers;
  }

  /// Ranks by the first server that can. Always an answer: without a server the candidates come in
  /// the order that they were given in, with the reason.
  public Ranking rank(RankQuery query) {
    return Comparison.rank(query, servers);
  }

  /// Requests under way fail, and nothing is followed any more.
  @Override
  public void close() {
    servers.forEach(RemoteAlto::close);
    http.close();
  }
}
