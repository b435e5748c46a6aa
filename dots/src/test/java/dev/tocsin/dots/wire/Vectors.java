// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Message bodies from the figures of an RFC: `src/test/resources/vectors`.
public final class Vectors {

  /// @param name for example `rfc9132 figure 7`
  public record Vector(String name, String json, String hex) {
    public byte[] cbor() {
      return HexFormat.of().parseHex(hex);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private Vectors() {}

  /// @param rfc for example `rfc9132`
  public static List<Vector> of(String rfc) {
    var all = new ArrayList<Vector>();
    for (var block : text(rfc).split("(?m)^figure ")) {
      if (block.startsWith("#")) continue;
      var json = new StringBuilder();
      var hex = new StringBuilder();
      block
          .lines()
          .skip(1)
          .forEach(
              line -> {
                if (line.startsWith("= ")) hex.append(line, 2, line.length());
                else json.append(line).append('\n');
              });
      String number = block.lines().findFirst().orElseThrow();
      all.add(new Vector(rfc + " figure " + number, json.toString(), hex.toString()));
    }
    return all;
  }

  public static Vector figure(String rfc, int number) {
    return of(rfc).stream()
        .filter(vector -> vector.name().equals(rfc + " figure " + number))
        .findFirst()
        .orElseThrow();
  }

  private static String text(String rfc) {
    try (var in = Vectors.class.getResourceAsStream("/vectors/" + rfc + ".txt")) {
      if (in == null) throw new IllegalStateException("no vectors for " + rfc);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
