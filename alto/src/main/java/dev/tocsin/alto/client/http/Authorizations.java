// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.http;

import dev.tocsin.alto.client.http.HttpSettings.Credentials;
import dev.tocsin.base.http.digest.Challenge;
import dev.tocsin.base.http.digest.Digest;
import dev.tocsin.base.http.digest.DigestAlgorithm;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// How this client convinced its servers so far, so that it is not asked every time. Any thread may
/// use it; it holds as many entries as there are servers with credentials.
public final class Authorizations {

  private static final int NONCE_BYTES = 16;

  private final Optional<Credentials> credentials;
  private final Set<Origin> servers;
  private final RandomGenerator random;
  private final Map<Origin, Known> known = new HashMap<>();

  private sealed interface Known {
    record ByBasic(String field) implements Known {}

    record ByDigest(Digest digest) implements Known {}
  }

  /// @param directories of the servers that the credentials are for
  public static Authorizations of(Optional<Credentials> credentials, Collection<URI> directories) {
    var servers = directories.stream().map(Origin::of).collect(Collectors.toSet());
    return new Authorizations(credentials, servers, new SecureRandom());
  }

  private Authorizations(
      Optional<Credentials> credentials, Set<Origin> servers, RandomGenerator random) {
    this.credentials = credentials;
    this.servers = Set.copyOf(servers);
    this.random = random;
  }

  /// Whether there is something to convince this server with.
  boolean hasSome(Origin server) {
    return credentials.isPresent() && servers.contains(server);
  }

  /// What the server took before, for one more request.
  public synchronized Optional<String> known(Ask ask) {
    return Optional.ofNullable(known.get(Origin.of(ask.uri()))).map(each -> field(each, ask));
  }

  /// Chooses among the challenges the strongest that this client can answer.
  ///
  /// @param refused headers of the answer that asks who it is
  /// @return empty if there is none
  public Optional<String> answer(Ask ask, HttpHeaders refused) {
    return answer(ask, Challenge.of(refused));
  }

  synchronized Optional<String> answer(Ask ask, List<Challenge> challenges) {
    var server = Origin.of(ask.uri());
    known.remove(server);
    if (!hasSome(server)) return Optional.empty();
    var chosen = digest(challenges).or(() -> basic(server, challenges));
    chosen.ifPresent(each -> known.put(server, each));
    return chosen.map(each -> field(each, ask));
  }

  private Optional<Known> digest(List<Challenge> challenges) {
    return challenges.stream()
        .filter(each -> each.scheme().equals("digest") && Digest.isAnswerable(each))
        .filter(each -> DigestAlgorithm.of(each).isPresent())
        .min(Comparator.comparing(each -> DigestAlgorithm.of(each).orElseThrow()))
        .map(each -> new Known.ByDigest(answering(each, credentials.orElseThrow())));
  }

  private static Digest answering(Challenge challenge, Credentials credentials) {
    var algorithm = DigestAlgorithm.of(challenge).orElseThrow();
    return new Digest(challenge, algorithm, credentials.user(), credentials.password());
  }

  // RFC 7617 §4: Basic shows the password to everybody on the way, unless nobody can listen.
  private Optional<Known> basic(Origin server, List<Challenge> challenges) {
    boolean isAsked = challenges.stream().anyMatch(each -> each.scheme().equals("basic"));
    if (!isAsked || !server.isSecure() && !server.isLoopback()) return Optional.empty();
    var pair = credentials.orElseThrow().user() + ":" + credentials.orElseThrow().password();
    var encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    return Optional.of(new Known.ByBasic("Basic " + encoded));
  }

  private String field(Known how, Ask ask) {
    return switch (how) {
      case Known.ByBasic(var field) -> field;
      case Known.ByDigest(var digest) -> digest.answer(ask.method(), ask.uri(), nonce());
    };
  }

  private String nonce() {
    var bytes = new byte[NONCE_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
