// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.app.Main;
import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.control.ControlServer;
import dev.tocsin.reload.wire.draft.DraftUsages;
import dev.tocsin.reload.wire.usage.SipRegistration;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What the commands ask on a control socket, and what they make of the replies.
final class PeerCommandsTest {

  private static final String A = "40000000000000000000000000000000";
  private static final String B = "80000000000000000000000000000000";
  private static final String C = "c0000000000000000000000000000000";

  @TempDir Path folder;
  private final Map<String, String> replies = new ConcurrentHashMap<>();
  private final List<JsonNode> orders = new ArrayList<>();
  private String out = "";
  private String err = "";

  @Test
  void saysThatNoPeerRuns() {
    assertThat(run("status")).isEqualTo(1);
    assertThat(err).hasLineCount(1).contains("no RELOAD peer answers", "control.sock");
  }

  @Test
  void asksWhichPeer() {
    assertThat(line("reload", "status")).isEqualTo(2);
    assertThat(err).contains("--state DIR");
  }

  @Test
  void showsWhatAPeerIs() {
    replies.put("status", STATUS);

    assertThat(answered("status")).as(err).isZero();

    assertThat(out)
        .contains("example.org, as a peer", "joined, up 2 min 5 s", "alice@example.org", "25.0 %")
        .contains("predecessor 1", "finger to c0000000…", "127.0.0.1:6084", "this peer")
        .contains("note (single)", "3 places, 420 bytes");
  }

  @Test
  void givesProgramsTheReplyAsItIs() {
    replies.put("status", STATUS);

    assertThat(answered("status", "--json")).isZero();

    assertThat(JsonMapper.shared().readTree(out)).isEqualTo(JsonMapper.shared().readTree(STATUS));
  }

  @Test
  void printsTheWayOfAMessage() {
    replies.put(
        "trace",
        """
        {"reply":"trace","hops":[
          {"peer":"%s","address":"127.0.0.1","port":1,"link":"tls","uptime":3,"software":"a\\u001b"},
          {"peer":"%s","address":"::1","port":2,"link":"dtls","uptime":4000,"software":"b"}],
         "responder":"%s","place":"%s","milliseconds":12,"last":true}"""
            .formatted(A, B, B, C));

    assertThat(answered("trace", "bob")).isZero();

    assertThat(orders.getFirst().path("place").asString()).isEqualTo("bob");
    assertThat(out).contains("127.0.0.1:1", "[::1]:2", "1 h 6 min", "12 ms", "a\\u001b");
  }

  @Test
  void storesTextUnderAKey() {
    replies.put("store", "{\"reply\":\"stored\",\"generation\":1,\"last\":true}");

    assertThat(
            answered(
                "store", "alice", "hello", "--kind", "contact", "--key", A, "--lifetime", "2h"))
        .as(err)
        .isZero();

    var order = orders.getFirst();
    assertThat(order.path("value").asString()).isEqualTo(Bytes.of("hello").hex());
    assertThat(order.path("key").asString()).isEqualTo(A);
    assertThat(order.path("lifetime").asLong()).isEqualTo(7200);
  }

  @Test
  void storesWhatAStandardKindMeans() throws Exception {
    replies.put("store", "{\"reply\":\"stored\",\"generation\":1,\"last\":true}");
    var der = Files.write(folder.resolve("x.der"), new byte[] {1, 2});

    assertThat(answered("store", "alice", "sip:a@b", "--kind", "sip-registration")).isZero();
    assertThat(answered("store", "alice", "--file", der.toString(), "--kind", "certificate"))
        .isZero();
    assertThat(answered("store", "alice", "text", "--kind", "certificate")).isEqualTo(2);

    assertThat(orders.get(0).path("value").asString())
        .isEqualTo(DraftUsages.write(new SipRegistration.Uri("sip:a@b")).hex());
    assertThat(orders.get(1).path("value").asString()).isEqualTo("0102");
  }

  @Test
  void wantsOneValueToStore() {
    assertThat(run("store", "alice", "--kind", "note")).isEqualTo(2);
    assertThat(run("store", "alice", "a", "--hex", "00", "--kind", "note")).isEqualTo(2);
    assertThat(run("store", "alice", "a")).isEqualTo(2);
    assertThat(orders).isEmpty();
  }

  @Test
  void showsValuesAsTextOnlyIfTheyAre() {
    replies.put(
        "fetch",
        """
        {"reply":"fetched","place":"%s","kind":{"number":15728641,"name":"note","model":"array"},
         "values":[{"index":0,"value":"%s","stored":"2026-03-01T12:00:00Z","lifetime":90,"signed":true},
                   {"index":1,"value":"1b5b","stored":"2026-03-01T12:00:00Z","lifetime":90,"signed":false}],
         "last":true}"""
            .formatted(A, Bytes.of("grüß dich").hex()));

    assertThat(answered("fetch", "alice", "--kind", "note", "--index", "1")).as(err).isZero();

    assertThat(orders.getFirst().path("index").asInt()).isEqualTo(1);
    assertThat(out).contains("grüß dich", "1 min 30 s", "1b5b").doesNotContain("\u001b");
  }

  @Test
  void endsWithOneIfThePeerRefuses() {
    replies.put(
        "remove", "{\"reply\":\"refused\",\"code\":\"forbidden\",\"reason\":\"no\",\"last\":true}");

    assertThat(answered("remove", "alice", "--kind", "note", "--all")).isEqualTo(1);

    assertThat(out).contains("refused (forbidden): no");
    assertThat(orders.getFirst().path("all").asBoolean()).isTrue();
  }

  @Test
  void goesAroundTheRingForItsMap() throws Exception {
    // given: three peers; whoever comes next answers for the place behind a peer
    replies.put("status", STATUS);
    var picture = folder.resolve("ring.svg");

    // when
    assertThat(answered("map", "--out", picture.toString())).as(err).isZero();

    // then
    assertThat(out).contains("3 peers of example.org");
    assertThat(Files.readString(picture)).contains("<svg", A, B, C, "3 peers");
    assertThat(orders).hasSize(5);
  }

  @Test
  void saysThatItsMapIsNotWhole() {
    replies.put("status", STATUS);
    replies.put("ping", "{\"reply\":\"refused\",\"reason\":\"Request Timeout\",\"last\":true}");

    assertThat(answered("map", "--out", folder.resolve("ring.svg").toString())).isEqualTo(1);

    assertThat(out).contains("did not come to its end");
  }

  @Test
  void showsAnExampleOfEachCommand() {
    for (var command :
        List.of("status", "ping", "trace", "store", "fetch", "remove", "find", "map", "leave")) {
      assertThat(line("reload", command, "--help")).isZero();
      assertThat(out).contains("Example", "tocsin reload " + command + " ", "--state=DIR");
    }
  }

  private static final String STATUS =
      """
      {"reply":"status","last":true,"peer":"%s","overlay":"example.org","role":"peer","joined":true,
       "uptime":125,"address":"127.0.0.1:6084","users":["alice@example.org"],
       "responsible_ppb":250000000,"predecessors":["%s"],"successors":["%s"],
       "fingers":[{"place":"%s","peer":"%s"}],"stored":{"places":3,"bytes":420},
       "traffic":{"received":9,"forwarded":1,"sent":8,"sent_bytes":800,"malformed":0,"unproved":0,
         "repeated":0,"dropped":0},
       "links":[{"peer":"%s","address":"127.0.0.1","port":6085,"kind":"tls","dialled":true}],
       "kinds":[{"number":15728641,"name":"note","model":"single"}]}"""
          .formatted(A, C, B, C.replaceFirst("0$", "1"), C, B);

  // Peers at A, B and C.
  private String pong(String place) {
    var peers = new TreeMap<>(Map.of(A, "1", B, "2", C, "3"));
    var next = peers.ceilingKey(place) == null ? A : peers.ceilingKey(place);
    return """
        {"reply":"pong","responder":"%s","responsible_ppb":250000000,"resources":7,"last":true}"""
        .formatted(next);
  }

  private final class Desk implements ControlServer.Desk {
    @Override
    public void order(long connection, JsonNode order, ControlServer.Replies to) {
      orders.add(order);
      var command = order.path("command").asString();
      var reply =
          command.equals("ping")
              ? replies.getOrDefault("ping", pong(order.path("place").asString()))
              : replies.get(command);
      to.send((ObjectNode) JsonMapper.shared().readTree(reply));
    }

    @Override
    public void gone(long connection) {}
  }

  private int answered(String... arguments) {
    try (var _ = ControlServer.open(folder.resolve("control.sock"), new Desk())) {
      return run(arguments);
    }
  }

  private int run(String... arguments) {
    var all = new ArrayList<>(List.of("reload"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--state", folder.toString()));
    return line(all.toArray(String[]::new));
  }

  private int line(String... arguments) {
    var printed = new StringWriter();
    var complained = new StringWriter();
    int code =
        Main.run(new PrintWriter(printed, true), new PrintWriter(complained, true), arguments);
    out = printed.toString();
    err = complained.toString();
    return code;
  }
}
