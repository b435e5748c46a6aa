// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.server.scope.Ownership;
import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.data.json.DataAnswerCodec;
import dev.tocsin.dots.wire.data.json.DataLimits;
import dev.tocsin.dots.wire.data.json.DataRequestCodec;
import dev.tocsin.dots.wire.data.rest.DataAnswer;
import dev.tocsin.dots.wire.data.rest.DataPath;
import dev.tocsin.dots.wire.data.rest.DataRefusedException;
import dev.tocsin.dots.wire.data.rest.DataRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Plain patches (RFC 8040 §4.6.1) of single resources.
class PatchTest {

  private static final String CLIENT =
      "/restconf/data/ietf-dots-data-channel:dots-data/dots-client=a";
  private static final String ACL = CLIENT + "/acls/acl=web";
  private static final DataDomain DOMAIN =
      new DataDomain(
          "customer",
          new Ownership(List.of(Prefix.parse("198.51.100.0/24")), List.of("example.com")),
          List.of("edge"),
          DataDomain.Mitigated.NOTHING,
          false);

  private final DataPath paths = new DataPath(DataPath.DEFAULT_ROOT);
  private final DataRequestCodec requests = new DataRequestCodec(paths, DataLimits.REQUEST);
  private final DataAnswerCodec answers = new DataAnswerCodec(paths, DataLimits.ANSWER);
  private final DataChannel channel = new DataChannel(DataSettings.DEFAULT);

  @BeforeEach
  void register() {
    ask("PUT", CLIENT, "{'ietf-dots-data-channel:dots-client':[{'cuid':'a'}]}");
    ask(
        "PUT",
        CLIENT + "/aliases/alias=www",
        "{'ietf-dots-data-channel:alias':[{'name':'www','target-prefix':['198.51.100.1/32'],'target-protocol':[6]}]}");
    ask(
        "PUT",
        ACL,
        "{'ietf-dots-data-channel:acl':[{'name':'web','type':'ipv4-acl-type',"
            + "'activation-type':'deactivate','aces':{'ace':["
            + "{'name':'one','matches':{'tcp':{'destination-port-range-or-operator':{"
            + "'lower-port':80,'upper-port':90}}},'actions':{'forwarding':'drop'}},"
            + "{'name':'two','matches':{'ipv4':{'source-ipv4-network':'192.0.2.0/24'}},"
            + "'actions':{'forwarding':'drop'}}]}}]}");
  }

  @Test
  void changeWhatTheyNameAndLeaveTheRest() {
    var done =
        ask(
            "PATCH",
            ACL,
            "{'ietf-dots-data-channel:acl':[{'name':'web','activation-type':'immediate'}]}");

    assertThat(done).isEqualTo(DataAnswer.NO_CONTENT);
    assertThat(read(ACL))
        .contains("'activation-type':'immediate'", "'lower-port':80", "192.0.2.0/24");
  }

  @Test
  void addToListsAndChangeTheirEntriesByName() {
    ask(
        "PATCH",
        ACL + "/aces",
        "{'ietf-dots-data-channel:aces':{'ace':[{'name':'two','actions':{'forwarding':'accept'}},"
            + "{'name':'three','actions':{'forwarding':'drop'}}]}}");
    ask(
        "PATCH",
        CLIENT + "/aliases/alias=www",
        "{'ietf-dots-data-channel:aliases':{'alias':[{'name':'www','target-protocol':[17]}]}}");

    var list = read(ACL);
    assertThat(list)
        .contains("'name':'one'", "'name':'three'", "192.0.2.0/24", "'forwarding':'accept'");
    assertThat(list.indexOf("'three'")).isGreaterThan(list.indexOf("'two'"));
    assertThat(read(CLIENT + "/aliases/alias=www")).contains("198.51.100.1/32", "[6,17]");
  }

  /// RFC 7950 §7.9: a node of one case ends the others.
  @Test
  void putOneCaseOfAChoiceInPlaceOfAnother() {
    var ace = ACL + "/aces/ace=one";

    ask(
        "PATCH",
        ace,
        "{'ietf-dots-data-channel:ace':[{'name':'one',"
            + "'matches':{'tcp':{'destination-port-range-or-operator':{'operator':'neq',"
            + "'port':22}}}}]}");
    assertThat(read(ace)).contains("'operator':'neq'", "'port':22").doesNotContain("lower-port");

    ask(
        "PATCH",
        ace,
        "{'ietf-dots-data-channel:ace':[{'name':'one','matches':{'udp':{'length':9}}}]}");
    assertThat(read(ace)).contains("'udp'").doesNotContain("'tcp'");
  }

  @Test
  void createNoResource() {
    var body = "{'ietf-dots-data-channel:acl':[{'name':'other'}]}";

    assertThat(ask("PATCH", CLIENT + "/acls/acl=other", body).status()).isEqualTo(404);
  }

  @Test
  void areRefusedAtTheElementAtFault() {
    assertRefused(
        "{'ietf-dots-data-channel:acl':[{'name':'web','colour':1}]}", "acl[name='web']/colour");
    assertRefused(
        "{'ietf-dots-data-channel:acl':[{'name':'web','aces':{'ace':[{'name':'two',"
            + "'matches':{'ipv4':{'ttl':300}}}]}}]}",
        "ace[name='two']/matches/ipv4/ttl");
    assertRefused(
        "{'ietf-dots-data-channel:acl':[{'name':'web','pending-lifetime':9}]}", "pending-lifetime");
    assertThat(read(ACL)).doesNotContain("300");
  }

  private void assertRefused(String body, String path) {
    var refused = (DataAnswer.Refused) ask("PATCH", ACL, body);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.errors().getFirst().path().orElse("")).endsWith(path);
  }

  private DataAnswer ask(String method, String path, String body) {
    var bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    DataRequest request;
    try {
      request = requests.read(method, path, Optional.empty(), bytes);
    } catch (DataRefusedException refused) {
      return refused.answer();
    }
    return channel.handle(
        new Asker(DOMAIN, "owner", _ -> false), request, Instant.EPOCH, new NoOutcome());
  }

  private String read(String path) {
    var answer = ask("GET", path, "");
    assertThat(answer).isInstanceOf(DataAnswer.Content.class);
    var config = new DataAnswer.Content(((DataAnswer.Content) answer).body(), ContentFilter.CONFIG);
    return new String(answers.writeBody(config), StandardCharsets.UTF_8).replace('"', '\'');
  }
}
