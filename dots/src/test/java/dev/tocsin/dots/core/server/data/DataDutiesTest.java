// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.server.scope.Ownership;
import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.control.ActivationType;
import dev.tocsin.dots.wire.data.Ace;
import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.Actions;
import dev.tocsin.dots.wire.data.Alias;
import dev.tocsin.dots.wire.data.DotsClient;
import dev.tocsin.dots.wire.data.match.IpFields;
import dev.tocsin.dots.wire.data.match.L3;
import dev.tocsin.dots.wire.data.match.Matches;
import dev.tocsin.dots.wire.data.match.Networks;
import dev.tocsin.dots.wire.data.rest.DataAnswer;
import dev.tocsin.dots.wire.data.rest.DataBody;
import dev.tocsin.dots.wire.data.rest.DataRequest;
import dev.tocsin.dots.wire.data.rest.DataTarget;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What RFC 8783 says that a server MUST do with aliases and lists.
class DataDutiesTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final DataDomain DOMAIN =
      new DataDomain(
          "customer",
          new Ownership(
              List.of(Prefix.parse("198.51.100.0/24"), Prefix.parse("2001:db8::/32")),
              List.of("example.com")),
          List.of("edge"),
          DataDomain.Mitigated.NOTHING,
          false);
  private static final DataTarget.Client CLIENT = new DataTarget.Client("cuid-1");

  private final DataWorld world = new DataWorld();
  private final DataChannel channel = new DataChannel(DataSettings.DEFAULT);

  @BeforeEach
  void register() {
    register("owner-1", "cuid-1", Optional.empty());
  }

  private void register(String owner, String cuid, Optional<String> cdid) {
    var body = new DataBody.Client(new DotsClient(cuid, cdid, List.of(), List.of()));
    var request = new DataRequest.Create(new DataTarget.Root(), body, Optional.empty());
    assertThat(as(owner, request).status()).isEqualTo(201);
  }

  private DataAnswer as(String owner, DataRequest request) {
    return channel.handle(new Asker(DOMAIN, owner, _ -> false), request, NOW, world);
  }

  private DataAnswer ask(DataRequest request) {
    return as("owner-1", request);
  }

  private static DataRequest create(String cuid, DataBody body) {
    return new DataRequest.Create(new DataTarget.Client(cuid), body, Optional.empty());
  }

  private static void assertRefused(DataAnswer answer, String path) {
    assertThat(answer).isInstanceOf(DataAnswer.Refused.class);
    var error = ((DataAnswer.Refused) answer).errors().getFirst();
    assertThat(answer.status()).as(error.message()).isEqualTo(400);
    assertThat(error.tag()).isEqualTo("invalid-value");
    assertThat(error.path().orElse("")).endsWith(path);
  }

  @ParameterizedTest
  @CsvSource({
    "target-fqdn, www.example.net",
    "target-fqdn, example.com.attacker.example",
    "target-uri, https://www.example.net/",
    "target-uri, https://203.0.113.1/",
    "target-uri, https://127.0.0.1/",
    "target-uri, 'https://[2001:db9::1]/'",
  })
  void refusesAliasesOfOthersNamesAndUris(String leaf, String value) {
    var fqdns = leaf.equals("target-fqdn") ? List.of(value) : List.<String>of();
    var uris = leaf.equals("target-uri") ? List.of(value) : List.<String>of();
    var scope = new Scope(List.of(), List.of(), List.of(), fqdns, uris, List.of());

    var answer = ask(create("cuid-1", new DataBody.Aliases(List.of(new Alias("theirs", scope)))));

    assertRefused(answer, "alias[name='theirs']/" + leaf + "[.='" + value + "']");
    assertThat(channel.alias("customer", "cuid-1", "theirs")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2001:db9::/32", "::/0", "ff02::/16"})
  void refusesListsToOthersIpv6Addresses(String destination) {
    var networks = new Networks(Optional.of(Prefix.parse(destination)), Optional.empty());
    var l3 = new L3.Ipv6(IpFields.ANY, OptionalInt.empty(), networks, Optional.empty());
    var ace = new Ace("one", new Matches(Optional.of(l3), Optional.empty()), Actions.DROP);
    var acl =
        new Acl(
            "theirs",
            Optional.empty(),
            ActivationType.IMMEDIATE,
            OptionalInt.empty(),
            List.of(ace));

    var answer = ask(create("cuid-1", new DataBody.Acls(List.of(acl))));

    assertRefused(
        answer, "acl[name='theirs']/aces/ace[name='one']/matches/ipv6/destination-ipv6-network");
    assertThat(world.installed).isEmpty();
  }

  @Test
  void answers404ForWhatTheClientDoesNotHave() {
    for (var target :
        List.of(
            new DataTarget.Alias("cuid-1", "web"),
            new DataTarget.Acl("cuid-1", "bad"),
            new DataTarget.Ace("cuid-1", "bad", "one"))) {
      var read = ask(new DataRequest.Retrieve(target, ContentFilter.ALL));
      assertThat(read.status()).as("%s", target).isEqualTo(404);
      assertThat(ask(new DataRequest.Delete(target)).status()).as("%s", target).isEqualTo(404);
    }
  }

  @Test
  void activatesTheListsOfTheClientUnderMitigationAndOfNoOther() {
    register("owner-2", "cuid-2", Optional.empty());
    ask(create("cuid-1", new DataBody.Acls(List.of(waiting("mine")))));
    as("owner-2", create("cuid-2", new DataBody.Acls(List.of(waiting("theirs")))));

    channel.mitigating(DOMAIN, "cuid-2", true, world);

    assertThat(world.installed.keySet()).extracting(FilterKey::acl).containsExactly("theirs");
  }

  private static Acl waiting(String name) {
    var ace = new Ace("one", new Matches(Optional.empty(), Optional.empty()), Actions.DROP);
    return new Acl(
        name,
        Optional.empty(),
        ActivationType.ACTIVATE_WHEN_MITIGATING,
        OptionalInt.empty(),
        List.of(ace));
  }

  @Test
  void takesNoCdidFromAClientAndTellsNone() {
    register("owner-2", "cuid-2", Optional.of("somebody-else"));

    var answer =
        as("owner-2", new DataRequest.Retrieve(new DataTarget.Client("cuid-2"), ContentFilter.ALL));

    var told = ((DataBody.Client) ((DataAnswer.Content) answer).body()).client();
    assertThat(told.cdid()).isEmpty();
    assertThat(world.disk.values().toString()).doesNotContain("somebody-else");
  }
}
