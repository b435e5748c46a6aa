// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.app.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// tshark with our dissector beside our own decoder, on every message there is.
class ReloadDissectorTest {

  private static final String MESSAGES = "../app/src/test/resources/reload/messages.json";
  // What stands in no field of the message, or under another name.
  private static final Set<String> DERIVED =
      Set.of(".type", ".method", "values.exists", "body.failure", "fragment.last");
  private static final Map<String, String> NUMBERS =
      Map.ofEntries(
          Map.entry("unspecified", "0"),
          Map.entry("recursive", "1"),
          Map.entry("iterative", "2"),
          Map.entry("tls", "1"),
          Map.entry("dtls", "2"),
          Map.entry("rsa_sha1", "1"),
          Map.entry("rsa_sha256", "2"),
          Map.entry("responsible_set", "1"),
          Map.entry("resources", "2"));
  private static final String NEXT = "^";

  @TempDir private Path folder;

  private List<byte[]> messages;

  @BeforeEach
  void encode() {
    messages = run("encode", MESSAGES).lines().map(line -> HexFormat.of().parseHex(line)).toList();
  }

  @Test
  void showsTheFieldsThatOurDecoderShows() throws Exception {
    var decoded = decoded();
    var names = new TreeSet<String>();
    decoded.forEach(fields -> names.addAll(fields.keySet()));
    names.removeAll(DERIVED);

    var shown = fields(Capture.ofMessages(messages), names);

    assertThat(names).hasSizeGreaterThan(50);
    for (int i = 0; i < messages.size(); i++) {
      for (var name : names) {
        assertThat(shown.get(i).get(name))
            .as("%s of message %d", name, i + 1)
            .isEqualTo(decoded.get(i).getOrDefault(name, List.of()));
      }
    }
  }

  @Test
  void findsNothingWrong() throws Exception {
    assertThat(wrong(Capture.ofMessages(messages))).isEmpty();
  }

  @Test
  void saysWhatIsWrongWithAMessage() throws Exception {
    var broken = messages.getFirst().clone();
    // The last byte of the list of what is wanted becomes its count.
    broken[broken.length - 3] = 9;

    assertThat(wrong(Capture.ofMessages(List.of(broken))))
        .containsExactly("wanted information needs 9 bytes, 2 are left\t_ws.malformed");
  }

  @Test
  void knowsMessagesInUdpAndInAStreamThatIsCutAnywhere() throws Exception {
    var name = Set.of("header.transaction");
    var sent = decoded().stream().flatMap(each -> each.get("header.transaction").stream()).toList();
    var captures = List.of(Capture.ofDatagrams(messages), Capture.ofStream(messages, 99));

    for (var capture : captures) {
      var seen =
          fields(capture, name).stream().flatMap(each -> each.get("header.transaction").stream());

      assertThat(seen).isEqualTo(sent);
      assertThat(wrong(capture)).isEmpty();
    }
  }

  @Test
  void notesFragments() throws Exception {
    var cut =
        run("encode", "--cut", "300", MESSAGES)
            .lines()
            .map(line -> HexFormat.of().parseHex(line))
            .toList();

    var offsets =
        fields(Capture.ofMessages(cut), Set.of("fragment.offset")).stream()
            .flatMap(each -> each.get("fragment.offset").stream());

    assertThat(cut).hasSizeGreaterThan(messages.size());
    assertThat(offsets).anyMatch(offset -> Integer.parseInt(offset) > 0);
    assertThat(wrong(Capture.ofMessages(cut))).isEmpty();
  }

  private List<Map<String, List<String>>> decoded() {
    var stream = new StringBuilder();
    messages.forEach(message -> stream.append(HexFormat.of().formatHex(message)));
    var all = new ArrayList<Map<String, List<String>>>();
    for (var message : new JsonMapper().readTree(run("decode", stream.toString()))) {
      var fields = new LinkedHashMap<String, List<String>>();
      collect(message, "", "", fields);
      all.add(fields);
    }
    return all;
  }

  // Leaves by the name of the object that they are in and their own, in the order of the bytes.
  private static void collect(
      JsonNode node, String object, String name, Map<String, List<String>> fields) {
    if (node.isObject()) {
      node.properties().forEach(each -> collect(each.getValue(), name, each.getKey(), fields));
    } else if (node.isArray()) {
      node.forEach(item -> collect(item, object, name, fields));
    } else {
      var text = plain(node.asString());
      var leaves = fields.computeIfAbsent(object + "." + name, _ -> new ArrayList<>());
      if (!text.isEmpty()) leaves.add(NUMBERS.getOrDefault(text, text));
    }
  }

  private List<Map<String, List<String>>> fields(Capture capture, Set<String> names)
      throws Exception {
    var asked = new ArrayList<String>();
    for (var name : names) asked.addAll(filters(name));
    var rows = new ArrayList<Map<String, List<String>>>();
    for (var line : tshark(capture, asked)) {
      var cells = line.split("\\t", -1);
      var row = new LinkedHashMap<String, List<String>>();
      for (int i = 0; i < asked.size(); i++) {
        var leaves = row.computeIfAbsent(named(asked.get(i)), _ -> new ArrayList<>());
        Stream.of(cells[i].split("\\" + NEXT))
            .map(ReloadDissectorTest::plain)
            .filter(each -> !each.isEmpty())
            .forEach(leaves::add);
      }
      rows.add(row);
    }
    return rows;
  }

  // An address is one field for either version.
  private static List<String> filters(String name) {
    var filter = "reload02" + (name.startsWith(".") ? "" : ".") + name;
    return name.endsWith(".address") ? List.of(filter + "4", filter + "6") : List.of(filter);
  }

  private static String named(String filter) {
    var name = filter.substring("reload02".length()).replaceFirst("address[46]$", "address");
    return name.indexOf('.', 1) < 0 ? name : name.substring(1);
  }

  private static String plain(String text) {
    if (text.equals("<MISSING>")) return "";
    if (text.matches("[0-9a-f:.]+") && (text.contains("::") || text.matches("([0-9a-f]+:){7}.*"))) {
      return InetAddress.ofLiteral(text).getHostAddress();
    }
    return text.replaceFirst("^0x", "").replace(":", "");
  }

  private List<String> wrong(Capture capture) throws Exception {
    return tshark(capture, List.of("_ws.expert.message", "_ws.malformed", "_ws.lua.error")).stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private List<String> tshark(Capture capture, List<String> fields) throws Exception {
    var command =
        new ArrayList<>(List.of("tshark", "-X", "lua_script:../docs/reload.lua", "-T", "fields"));
    command.addAll(List.of("-E", "aggregator=" + NEXT, "-r", capture.write(folder).toString()));
    fields.forEach(field -> command.addAll(List.of("-e", field)));
    try (var tshark = ForeignProgram.start(folder, command.toArray(String[]::new))) {
      var lines =
          tshark.ended().lines().filter(line -> !line.startsWith("Running as user")).toList();
      assertThat(tshark.process().exitValue()).as(() -> String.join("\n", lines)).isZero();
      return lines;
    }
  }

  private static String run(String... arguments) {
    var line = Stream.concat(Stream.of("reload"), Stream.of(arguments)).toArray(String[]::new);
    var out = new StringWriter();
    var err = new StringWriter();
    int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), line);
    assertThat(code).as(err.toString()).isZero();
    return out.toString();
  }
}
