// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.peer;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.io.control.PeerOrder.Which;
import dev.tocsin.reload.io.control.Place;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which data a command means.
final class DataOptions {

  /// What a command says of a place.
  static final String PLACE =
      "A user's name, an id of 32 hexadecimal digits, or peer:ID or peer:ID/NUMBER for where a"
          + " peer's own data lies.";

  @Parameters(index = "0", paramLabel = "PLACE", description = PLACE)
  private String place = "";

  @Option(
      names = "--kind",
      required = true,
      paramLabel = "KIND",
      description = "The kind of data by name or number; 'tocsin reload status' lists them.")
  String kind = "";

  @ArgGroup private @Nullable One one;

  static final class One {
    @Option(
        names = "--index",
        paramLabel = "NUMBER",
        description = "Which value of an array, from 0.")
    private @Nullable Integer index;

    @Option(
        names = "--key",
        paramLabel = "TEXT|ID",
        description = "Which value of a dictionary; 32 hexadecimal digits are the id of a peer.")
    private @Nullable String key;

    @Option(names = "--key-hex", paramLabel = "HEX", description = "The same in hexadecimal.")
    private @Nullable String keyHex;
  }

  Place place() {
    return new Place(place);
  }

  Which which() {
    if (one == null) return new Which.Usual();
    if (one.index != null) return new Which.Index(one.index);
    if (one.keyHex != null) return new Which.Key(Bytes.parse(one.keyHex));
    if (one.key == null) throw new IllegalStateException("neither index nor key");
    boolean isId = one.key.matches("[0-9a-fA-F]{32}");
    return new Which.Key(isId ? Bytes.parse(one.key) : Bytes.of(one.key));
  }

  boolean isOne() {
    return one != null;
  }
}
