// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import static dev.tocsin.dots.DataSite.DATA;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The data channel of a whole server, over HTTPS, with its store.
class DataChannelTest {

  private static final String CLIENT = DATA + "/dots-client=cuid-1";
  private static final String REGISTRATION =
      "{\"ietf-dots-data-channel:dots-client\":[{\"cuid\":\"cuid-1\"}]}";
  private static final String ALIAS =
      "{\"ietf-dots-data-channel:aliases\":{\"alias\":[{\"name\":\"web\","
          + "\"target-prefix\":[\"198.51.100.1/32\"]}]}}";

  private static final String ACL =
      "{\"ietf-dots-data-channel:acls\":{\"acl\":[{\"name\":\"drops\",\"type\":\"ipv4-acl-type\","
          + "\"activation-type\":\"deactivate\",\"aces\":{\"ace\":[{\"name\":\"one\",\"matches\":"
          + "{\"ipv4\":{\"destination-ipv4-network\":\"198.51.100.0/24\"}},"
          + "\"actions\":{\"forwarding\":\"drop\"}}]}}]}}";

  @TempDir Path folder;
  private DataSite site;

  @BeforeEach
  void makeKeys() throws Exception {
    site = new DataSite(folder);
  }

  private DotsServer start() {
    return site.start();
  }

  private HttpResponse<String> ask(DotsServer server, String method, String path, String body)
      throws IOException, InterruptedException {
    return DataSite.ask(site.client, server, method, path, body);
  }

  @Test
  void keepsWhatItConfirmedOverARestart() throws Exception {
    try (var server = start()) {
      // given
      var registered = ask(server, "POST", DATA, REGISTRATION);
      var created = ask(server, "POST", CLIENT, ALIAS);
      assertThat(registered.statusCode()).as(registered.body()).isEqualTo(201);
      assertThat(registered.headers().firstValue("Location")).contains(CLIENT);
      assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    }
    try (var server = start()) {
      // when
      var read = ask(server, "GET", CLIENT + "/aliases?content=all", "");

      // then
      assertThat(read.statusCode()).isEqualTo(200);
      assertThat(read.headers().firstValue("Content-Type")).contains("application/yang-data+json");
      assertThat(read.body())
          .contains("\"name\":\"web\"", "198.51.100.1/32", "\"pending-lifetime\":10080");
      assertThat(ask(server, "DELETE", CLIENT, "").statusCode()).isEqualTo(204);
      assertThat(ask(server, "GET", CLIENT, "").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void namesWhatTheSignalChannelProtectsAndFilters() throws Exception {
    try (var server = start()) {
      // given
      ask(server, "POST", DATA, REGISTRATION);
      ask(server, "POST", CLIENT, ALIAS);
      var acl = ask(server, "POST", CLIENT, ACL);
      assertThat(acl.statusCode()).as(acl.body()).isEqualTo(201);

      // when
      try (var _ = site.agent(server);
          var control = site.control()) {
        var mitigate =
            "{'command':'mitigate','label':'%s','scope':{'aliases':['%s']},'acls':{'%s':'immediate'}}";
        var granted = DataSite.told(control, mitigate.formatted("web", "web", "drops"));
        var unknown = DataSite.told(control, mitigate.formatted("mail", "mail", "drops"));

        // then
        assertThat(granted.path("reply").asString("")).as("%s", granted).isEqualTo("granted");
        assertThat(unknown.toString()).contains("refused", "alias-name 'mail' is not known");
        assertThat(ask(server, "GET", CLIENT + "/acls?content=all", "").body())
            .contains("\"activation-type\":\"immediate\"");
      }
    }
  }

  @Test
  void isFoundFromTheHostAlone() throws Exception {
    try (var server = start()) {
      var meta = ask(server, "GET", "/.well-known/host-meta", "");

      assertThat(meta.headers().firstValue("Content-Type")).contains("application/xrd+xml");
      assertThat(meta.body()).contains("<Link rel=\"restconf\" href=\"/restconf\"/>");
      assertThat(ask(server, "GET", "/restconf", "").body()).contains("yang-library-version");
      assertThat(ask(server, "GET", DATA + "/capabilities", "").body())
          .contains("\"forwarding-actions\"", "\"ipv4\"");
    }
  }

  @Test
  void refusesWithTheElementAndTheReason() throws Exception {
    try (var server = start()) {
      ask(server, "POST", DATA, REGISTRATION);
      var foreign = ask(server, "POST", CLIENT, ALIAS.replace("198.51.100.1", "203.0.113.1"));
      assertThat(foreign.statusCode()).isEqualTo(400);
      assertThat(foreign.body())
          .contains(
              "\"error-tag\":\"invalid-value\"",
              "alias[name='web']/target-prefix[.='203.0.113.1/32']",
              "not within the client's domain");

      var wrongType = ask(server, "PUT", CLIENT + "/acls", "[]");
      assertThat(wrongType.statusCode()).isEqualTo(400);

      var patch = ask(server, "PATCH", CLIENT, ALIAS);
      assertThat(patch.statusCode()).isEqualTo(405);
      assertThat(patch.headers().firstValue("Allow")).get().asString().contains("PUT", "POST");

      var options = ask(server, "OPTIONS", CLIENT + "/acls", "");
      assertThat(options.headers().firstValue("Allow")).get().asString().contains("GET", "PUT");
    }
  }

  @Test
  void servesNobodyWithoutADomain() throws Exception {
    try (var server = start()) {
      var answer = DataSite.ask(site.stranger, server, "POST", DATA, REGISTRATION);

      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).contains("access-denied", "no domain has this identity");
    }
  }

  @Test
  void saysWhatItIs() throws Exception {
    try (var server = start()) {
      var library = ask(server, "GET", "/restconf/data/ietf-yang-library:modules-state", "");
      assertThat(library.statusCode()).isEqualTo(200);
      assertThat(library.body()).contains("ietf-dots-data-channel", "2020-05-28");
      var state = "/restconf/data/ietf-restconf-monitoring:restconf-state/capabilities";
      assertThat(ask(server, "GET", state, "").body()).contains("capability:defaults:1.0");
    }
  }

  @Test
  void takesPatchesAndSaysSo() throws Exception {
    try (var server = start()) {
      ask(server, "POST", DATA, REGISTRATION);
      ask(server, "POST", CLIENT, ACL);
      var list = CLIENT + "/acls/acl=drops";
      var body =
          "{\"ietf-dots-data-channel:acl\":[{\"name\":\"drops\",\"activation-type\":\"immediate\"}]}";

      assertThat(ask(server, "OPTIONS", list, "").headers().firstValue("Accept-Patch"))
          .contains("application/yang-data+json");
      assertThat(ask(server, "PATCH", list, body).statusCode()).isEqualTo(204);

      assertThat(ask(server, "GET", list, "").body()).contains("\"immediate\"", "\"one\"");
    }
  }

  @Test
  void answersHeadWithoutABody() throws Exception {
    try (var server = start()) {
      var head = ask(server, "HEAD", DATA + "/capabilities", "");

      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.headers().firstValue("Content-Type")).contains("application/yang-data+json");
      assertThat(head.body()).isEmpty();
    }
  }

  @Test
  void negotiatesMediaTypes() throws Exception {
    try (var server = start()) {
      var xml = DataSite.request(server, "GET", DATA + "/capabilities", "");
      xml.header("Accept", "application/yang-data+xml");
      var text = DataSite.request(server, "POST", DATA, "");
      text.method("POST", BodyPublishers.ofString(REGISTRATION));
      text.header("Content-Type", "text/plain");

      assertThat(site.client.send(xml.build(), BodyHandlers.ofString()).statusCode())
          .isEqualTo(406);
      assertThat(site.client.send(text.build(), BodyHandlers.ofString()).statusCode())
          .isEqualTo(415);
    }
  }

  @Test
  void endsALoop() throws Exception {
    try (var server = start()) {
      var request = DataSite.request(server, "GET", DATA + "/capabilities", "");
      request.header("Via", "1.1 other.example, 1.1 Tocsin.example");

      var answer = site.client.send(request.build(), BodyHandlers.ofString());

      // RFC 8783 §3.4.
      assertThat(answer.statusCode()).isEqualTo(508);
      assertThat(answer.body())
          .contains("loop-detected", "\"via-header\":\"1.1 other.example, 1.1 Tocsin.example\"");
    }
  }

  @Test
  void refusesQueryParametersThatItDoesNotHave() throws Exception {
    try (var server = start()) {
      for (var name : new String[] {"depth=1", "fields=alias", "with-defaults=trim"}) {
        var answer = ask(server, "GET", DATA + "/capabilities?" + name, "");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("invalid-value", "is not supported with GET");
      }
    }
  }
}
