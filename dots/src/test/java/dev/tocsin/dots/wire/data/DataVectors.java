// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The requests and answers of RFC 8783's figures: `src/test/resources/vectors/rfc8783.txt`.
public final class DataVectors {

  /// @param method or the status of an answer
  /// @param uri path and query; of the question if this is an answer
  /// @param json empty if there is no body
  public record Figure(String number, String method, String uri, String json) {

    public boolean isAnswer() {
      return Character.isDigit(method.charAt(0));
    }

    public String path() {
      return uri.split("\\?", 2)[0];
    }

    public Optional<String> query() {
      return Optional.of(uri.split("\\?", 2)).filter(all -> all.length > 1).map(all -> all[1]);
    }

    public byte[] body() {
      return json.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      return "figure " + number;
    }
  }

  private DataVectors() {}

  public static List<Figure> all() {
    return Arrays.stream(text().split("(?m)^figure ")).skip(1).map(DataVectors::figure).toList();
  }

  public static Figure figure(String block) {
    var words = block.lines().findFirst().orElseThrow().split(" ");
    var json = block.lines().skip(1).collect(Collectors.joining(" ")).strip();
    return new Figure(words[0], words[1], words[2], json);
  }

  private static String text() {
    try (var in = DataVectors.class.getResourceAsStream("/vectors/rfc8783.txt")) {
      if (in == null) throw new IllegalStateException("no vectors for RFC 8783");
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
