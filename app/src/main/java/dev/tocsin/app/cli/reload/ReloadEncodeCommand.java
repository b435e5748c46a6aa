// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload;

import dev.tocsin.app.cli.Output;
import dev.tocsin.app.cli.TextInput;
import dev.tocsin.app.cli.reload.json.MessageJson;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.wire.draft.DraftProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `tocsin reload encode`
@Command(
    name = "encode",
    description = {
      "Turn JSON into RELOAD messages in hexadecimal, one a line.",
      "The JSON is what 'tocsin reload decode' prints; what is left out is zero, empty or usual. "
          + "Nothing is signed: a signature is taken as it stands there."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  echo '{\"header\": {\"overlay_name\": \"example.com\", \"route\": [\""
          + ReloadEncodeCommand.ID,
      "    \"]}, \"method\": \"probe\", \"body\": {}}' | tocsin reload encode -",
      "  tocsin reload encode message.json | xxd -r -p > message.bin"
    })
final class ReloadEncodeCommand implements Runnable {

  static final String ID = "00112233445566778899aabbccddeeff";

  @Mixin private final Output output = new Output();

  @Option(
      names = "--cut",
      paramLabel = "BYTES",
      description = "Cut messages that are longer into fragments of at most so many bytes.")
  private int cut = Integer.MAX_VALUE;

  @Parameters(
      paramLabel = "FILE|-",
      description = "A file with the JSON, or - to read it from standard input.")
  private String input = "";

  @Override
  public void run() {
    var lines = new ArrayList<String>();
    for (var message : messages(parsed(text()))) {
      DraftProfile.PROFILE
          .fragments(message, cut)
          .forEach(part -> lines.add(HexFormat.of().formatHex(part)));
    }
    if (output.isJson()) output.printJson(Map.of("messages", lines));
    else lines.forEach(output::line);
  }

  private String text() {
    if (input.equals("-")) return TextInput.read(input);
    try {
      return Files.readString(Path.of(input));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<byte[]> messages(JsonNode json) {
    if (!json.isArray()) return List.of(MessageJson.read(json));
    return json.valueStream().map(MessageJson::read).toList();
  }

  private static JsonNode parsed(String text) {
    try {
      return JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readTree(text);
    } catch (JacksonException e) {
      var where = e.getLocation();
      int line = where == null ? 0 : where.getLineNr();
      throw new WireException(
          "not JSON: %s (line %d)"
              .formatted(e.getOriginalMessage().lines().findFirst().orElse(""), line),
          e);
    }
  }
}
