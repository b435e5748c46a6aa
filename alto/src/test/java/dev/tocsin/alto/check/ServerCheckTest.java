// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.check;

import static dev.tocsin.alto.client.ScriptedServer.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.tocsin.alto.check.Finding.Severity;
import dev.tocsin.alto.check.server.ServerCheck;
import dev.tocsin.alto.client.ScriptedServer;
import dev.tocsin.alto.client.http.HttpSettings;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A server of a script that has one network map, its costs and one service, with a fault each.
/// Single quotes stand for double ones.
class ServerCheckTest {

  private static final String NETWORK = "application/alto-networkmap+json";
  private static final String COSTS = "application/alto-costmap+json";
  private static final String ERROR = "application/alto-error+json";
  private static final String MAP =
      """
      {'meta': {'vtag': {'resource-id': 'net', 'tag': 'abc'}},
       'network-map': {'a': {'ipv4': ['0.0.0.0/0']}, 'b': {'ipv4': ['192.0.2.0/24']}}}
      """;
  private static final String COST_MAP =
      """
      {'meta': {'dependent-vtags': [{'resource-id': 'net', 'tag': 'abc'}],
                'cost-type': {'cost-mode': 'numerical', 'cost-metric': 'routingcost'}},
       'cost-map': {'a': {'a': 1, 'b': 2}}}
      """;
  private static final String FILTERED =
      """
      {'meta': {'vtag': {'resource-id': 'net', 'tag': 'abc'}},
       'network-map': {'a': {'ipv4': ['0.0.0.0/0']}}}
      """;

  private final ScriptedServer server = new ScriptedServer();

  ServerCheckTest() {
    server.json(
        "/",
        "application/alto-directory+json",
        """
        {'meta': {'cost-types': {'num': {'cost-mode': 'numerical', 'cost-metric': 'routingcost'}},
                  'default-alto-network-map': 'net'},
         'resources': {
           'net': {'uri': '/net', 'media-type': 'application/alto-networkmap+json'},
           'costs': {'uri': '/costs', 'uses': ['net'],
                     'media-type': 'application/alto-costmap+json',
                     'capabilities': {'cost-type-names': ['num']}},
           'filter': {'uri': '/filter', 'uses': ['net'],
                      'media-type': 'application/alto-networkmap+json',
                      'accepts': 'application/alto-networkmapfilter+json'},
           'eps': {'uri': '/eps', 'uses': ['net'],
                   'media-type': 'application/alto-endpointprop+json',
                   'accepts': 'application/alto-endpointpropparams+json',
                   'capabilities': {'prop-types': ['net.pid']}}}}
        """);
    server.on("/net", whole(NETWORK, MAP));
    server.on("/costs", whole(COSTS, COST_MAP));
    server.on("/filter", service(NETWORK, FILTERED, "pids"));
    server.on(
        "/eps",
        service(
            "application/alto-endpointprop+json",
            "{'endpoint-properties': {'ipv4:192.0.2.1': {'net.pid': 'b'}}}",
            "properties"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static HttpHandler whole(String type, String body) {
    return exchange -> {
      exchange.getResponseHeaders().set("ETag", "\"1\"");
      var accept = String.join("", exchange.getRequestHeaders().getOrDefault("Accept", List.of()));
      if (!exchange.getRequestMethod().equals("GET")) {
        methodRefused(exchange, "GET");
      } else if (exchange.getRequestHeaders().containsKey("If-None-Match")) {
        exchange.sendResponseHeaders(304, -1);
      } else if (accept.contains("image")) {
        send(exchange, 406, "text/plain", "no");
      } else {
        send(exchange, 200, type, body.replace('\'', '"'));
      }
    };
  }

  private static void methodRefused(HttpExchange exchange, String allowed) throws IOException {
    exchange.getResponseHeaders().set("Allow", allowed);
    exchange.sendResponseHeaders(405, -1);
  }

  /// Says what is wrong, as far as these tests ask.
  private HttpHandler service(String type, String body, String member) {
    return exchange -> {
      var asked = server.asked().getLast().body();
      if (!exchange.getRequestMethod().equals("POST")) {
        methodRefused(exchange, "POST");
      } else if (exchange.getRequestHeaders().getFirst("Content-Type").startsWith("text")) {
        send(exchange, 415, "text/plain", "no");
      } else if (asked.equals("{")) {
        error(exchange, "E_SYNTAX", "");
      } else if (asked.equals("{}")) {
        error(exchange, "E_MISSING_FIELD", member);
      } else if (asked.contains(":5}")) {
        error(exchange, "E_INVALID_FIELD_TYPE", member);
      } else if (asked.contains("nobody")) {
        error(exchange, "E_INVALID_FIELD_VALUE", member);
      } else {
        send(exchange, 200, type, body.replace('\'', '"'));
      }
    };
  }

  private static void error(HttpExchange exchange, String code, String field) throws IOException {
    var member = field.isEmpty() ? "" : ", \"field\": \"" + field + "\"";
    send(exchange, 400, ERROR, "{\"meta\": {\"code\": \"" + code + "\"" + member + "}}");
  }

  private List<Finding> check() {
    try (var check = new ServerCheck(HttpSettings.DEFAULT, server.uri("/"), _ -> {})) {
      return check.check().findings();
    }
  }

  private void finds(Severity severity, String path, String rule, String text) {
    assertThat(check())
        .anySatisfy(
            each -> {
              assertThat(each.severity()).isEqualTo(severity);
              assertThat(each.source()).endsWith(path);
              assertThat(each.rule()).isEqualTo(rule);
              assertThat(each.text()).contains(text);
            });
  }

  @Test
  void findsNothingInAServerThatIsRight() {
    assertThat(check()).isEmpty();
  }

  @Test
  void findsAMapThatIsWrongInItself() {
    server.on("/net", whole(NETWORK, MAP.replace("'0.0.0.0/0'", "'0.0.0.0/1'")));

    finds(Severity.ERROR, "/net", "RFC 7285 §11.2.2", "some IPv4 addresses have no PID");
  }

  @Test
  void findsAMapThatCallsItselfOtherwise() {
    server.on("/net", whole(NETWORK, MAP.replace("'net'", "'other'")));
    server.on("/filter", service(NETWORK, FILTERED.replace("'net'", "'other'"), "pids"));

    finds(Severity.ERROR, "/net", "RFC 7285 §11.2.1.6", "calls itself 'other'");
    finds(Severity.ERROR, "/filter", "RFC 7285 §11.3.1.6", "tag");
  }

  @Test
  void findsCostsOfAnotherVersionOrType() {
    server.on(
        "/costs", whole(COSTS, COST_MAP.replace("abc", "abb").replace("numerical", "ordinal")));

    finds(Severity.ERROR, "/costs", "RFC 7285 §11.2.3.6", "is about version abb of net");
    finds(Severity.ERROR, "/costs", "RFC 7285 §11.2.3.6", "the directory offers");
  }

  @Test
  void findsCostsThatRestOnWhatTheyDoNotUse() {
    server.on("/costs", whole(COSTS, COST_MAP.replace("'net'", "'other'")));

    finds(Severity.ERROR, "/costs", "RFC 7285 §9.1.5", "rests on 'other'");
  }

  @Test
  void findsWrongTypesAndStatus() {
    server.on("/net", whole("application/json", MAP));
    server.on("/costs", whole(COSTS + ";charset=utf-8", COST_MAP));
    server.status("/filter", 404);

    finds(Severity.ERROR, "/net", "RFC 7285 §8.3.3", "expected " + NETWORK);
    finds(Severity.WARNING, "/costs", "RFC 7285 §14.1", "no parameters");
    finds(Severity.ERROR, "/filter", "RFC 7285 §8.3.3", "expected status 200, found 404");
  }

  @Test
  void findsAFilterThatDoesNotFilter() {
    server.on("/filter", service(NETWORK, MAP, "pids"));

    finds(Severity.ERROR, "/filter", "RFC 7285 §11.3.1.6", "asked for [\"a\"], found [a, b]");
  }

  @Test
  void findsWrongErrors() {
    server.on(
        "/filter",
        exchange -> {
          var asked = server.asked().getLast().body();
          if (asked.equals("{")) send(exchange, 400, "text/plain", "no");
          else if (asked.equals("{}")) send(exchange, 200, NETWORK, MAP.replace('\'', '"'));
          else if (asked.contains(":5}")) error(exchange, "E_SYNTAX", "");
          else send(exchange, 200, NETWORK, FILTERED.replace('\'', '"'));
        });

    finds(Severity.ERROR, "/filter", "RFC 7285 §8.5.1", "expected a body of " + ERROR);
    finds(
        Severity.ERROR, "/filter", "RFC 7285 §8.5.2", "expected E_MISSING_FIELD, found an answer");
    finds(
        Severity.ERROR,
        "/filter",
        "RFC 7285 §8.5.2",
        "expected E_INVALID_FIELD_TYPE, found E_SYNTAX");
    finds(Severity.ERROR, "/filter", "RFC 7285 §9.2.2", "as if it were meant");
    finds(Severity.WARNING, "/filter", "RFC 9110 §15.5.16", "expected status 415, found 200");
  }

  @Test
  void findsASpellingThatNobodyAskedWith() {
    server.on(
        "/eps",
        service(
            "application/alto-endpointprop+json",
            "{'endpoint-properties': {'ipv4:192.0.2.1/32': {'net.pid': 'b'}}}",
            "properties"));

    finds(Severity.WARNING, "/eps", "RFC 7285 §10.4.1", "in another spelling");
  }

  @Test
  void findsThatNothingIsRevalidatedOrRefused() {
    server.json("/net", NETWORK, MAP);
    server.on(
        "/costs",
        exchange -> {
          exchange.getResponseHeaders().set("ETag", "\"1\"");
          send(exchange, 200, COSTS, COST_MAP.replace('\'', '"'));
        });

    finds(Severity.NOTE, "/net", "RFC 7285 §8.3.6", "fetches everything anew");
    finds(Severity.WARNING, "/costs", "RFC 9110 §13.1.2", "expected status 304");
    finds(Severity.WARNING, "/costs", "RFC 9110 §12.5.1", "expected status 406");
    finds(Severity.ERROR, "/costs", "RFC 7285 §9.2.2", "as if it were meant");
  }

  @Test
  void findsStreamsThatGoWrong() {
    server.json(
        "/",
        "application/alto-directory+json",
        """
        {'meta': {'cost-types': {}, 'default-alto-network-map': 'net'},
         'resources': {
           'net': {'uri': '/net', 'media-type': 'application/alto-networkmap+json'},
           'updates': {'uri': '/updates', 'uses': ['net'], 'media-type': 'text/event-stream',
                       'accepts': 'application/alto-updatestreamparams+json',
                       'capabilities': {'support-stream-control': true}}}}
        """);
    var map = "event: " + NETWORK + ",s1\ndata: " + MAP.replace("\n", " ") + "\n\n";
    var control = "event: application/alto-updatestreamcontrol+json\ndata: {'control-uri': %s}\n\n";

    streams(map);
    finds(Severity.ERROR, "/updates", "RFC 8895 §6.6", "expected a control event");
    streams(control.formatted("'/control'"));
    finds(Severity.ERROR, "/updates", "RFC 8895 §6.6", "ends before it has told of 'net'");
    streams(control.formatted("null") + map);
    finds(Severity.ERROR, "/updates", "RFC 8895 §6.3", "no control URI is told");
    streams(control.formatted("'/control'") + map);
    finds(Severity.ERROR, "/updates", "RFC 8895 §7", "/control answers with status 404");
    server.status("/control", 204);
    finds(Severity.ERROR, "/updates", "RFC 8895 §7.6", "without saying what it stops to tell");
  }

  private void streams(String events) {
    server.on(
        "/updates",
        exchange -> send(exchange, 200, "text/event-stream", events.replace('\'', '"')));
  }

  @Test
  void saysThatNobodyIsThere() {
    server.close();

    finds(Severity.ERROR, "/", "RFC 7285 §8.3.3", "nothing answers on that port");
  }
}
