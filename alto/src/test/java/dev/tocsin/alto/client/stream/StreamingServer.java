// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.tocsin.alto.client.ScriptedServer;
import dev.tocsin.alto.wire.MediaTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server whose update streams say what a test tells them to.
final class StreamingServer implements AutoCloseable {

  static final String NETWORK =
      "{'meta':{'vtag':{'resource-id':'net','tag':'%s'}},'network-map':{"
          + "'PID1':{'ipv4':['192.0.2.0/24','198.51.100.0/25']},'PID2':{'ipv4':['0.0.0.0/0']}}}";
  static final String COSTS =
      "{'meta':{'dependent-vtags':[{'resource-id':'net','tag':'%s'}],"
          + "'cost-type':{'cost-mode':'numerical','cost-metric':'routingcost'}},"
          + "'cost-map':{'PID1':{'PID1':1,'PID2':5},'PID2':{'PID1':%s,'PID2':1}}}";
  private static final long SECONDS = 30;

  final ScriptedServer http = new ScriptedServer();
  private final BlockingQueue<Connection> connections = new LinkedBlockingQueue<>();

  /// @param streams as they stand among the directory's resources
  StreamingServer(String streams) {
    http.json(
            "/",
            MediaTypes.DIRECTORY,
            """
            {'meta':{'cost-types':{'num':{'cost-mode':'numerical','cost-metric':'routingcost'}},
                     'default-alto-network-map':'net'},
             'resources':{
              'net':{'uri':'/net','media-type':'application/alto-networkmap+json'},
              'costs':{'uri':'/costs','media-type':'application/alto-costmap+json',
                'capabilities':{'cost-type-names':['num']},'uses':['net']},
              'props':{'uri':'/props','media-type':'application/alto-endpointprop+json',
                'accepts':'application/alto-endpointpropparams+json',
                'capabilities':{'prop-types':['priv:ietf-load']}}%s}}
            """
                .formatted(streams))
        .json("/net", MediaTypes.NETWORK_MAP, NETWORK.formatted("polled"))
        .json("/costs", MediaTypes.COST_MAP, COSTS.formatted("polled", "20"))
        .on("/updates", this::open);
  }

  /// As RFC 8895 §8.1 announces it.
  static StreamingServer withStream() {
    return new StreamingServer(
        """
        ,'updates':{'uri':'/updates','media-type':'text/event-stream',
          'accepts':'application/alto-updatestreamparams+json',
          'uses':['net','costs','props'],
          'capabilities':{'incremental-change-media-types':{
            'net':'application/json-patch+json','costs':'application/merge-patch+json'},
            'support-stream-control':true}}""");
  }

  private void open(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", MediaTypes.EVENT_STREAM);
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().flush();
    var connection = new Connection(exchange, lastBody());
    connections.add(connection);
    connection.await();
  }

  private String lastBody() {
    return http.asked().reversed().stream()
        .filter(each -> each.line().equals("POST /updates"))
        .findFirst()
        .orElseThrow()
        .body();
  }

  /// The next stream that a client opens.
  Connection opened() throws InterruptedException {
    var connection = connections.poll(SECONDS, TimeUnit.SECONDS);
    assertThat(connection).as("a stream is opened").isNotNull();
    return connection;
  }

  /// One open stream, from the server's side.
  static final class Connection {
    private final HttpExchange exchange;
    private final String body;
    private final CountDownLatch end = new CountDownLatch(1);

    private Connection(HttpExchange exchange, String body) {
      this.exchange = exchange;
      this.body = body;
    }

    JsonNode request() {
      return JsonMapper.shared().readTree(body);
    }

    /// Single quotes stand for double ones.
    Connection event(String name, String data) throws IOException {
      return raw("event: " + name + "\ndata: " + data.replace('\'', '"') + "\n\n");
    }

    Connection control() throws IOException {
      return event(MediaTypes.STREAM_CONTROL, "{'control-uri':'/control/2718281828459'}");
    }

    Connection raw(String text) throws IOException {
      exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
      return this;
    }

    void end() {
      end.countDown();
    }

    private void await() {
      try {
        end.await(SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  List<String> lines() {
    return http.lines();
  }

  @Override
  public void close() {
    http.close();
  }
}
