// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.store;

import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.wire.Scope;
import java.util.Arrays;
import java.util.List;

/// What servers on one store say to each other beside the common log; it may be lost.
public sealed interface NodeMessage {

  int BYTES_MAX = 1 << 16;

  /// What was {@link MitigatorWord#message} made of.
  record OfMitigators(byte[] words) implements NodeMessage {
    public OfMitigators {
      words = words.clone();
    }

    @Override
    public byte[] words() {
      return words.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof OfMitigators(var theirs) && Arrays.equals(words, theirs);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(words);
    }
  }

  /// A request was refused because of these mitigations.
  ///
  /// @param refused what the request reached
  record OfRivals(List<MitigationKey> standing, Scope refused) implements NodeMessage {
    public OfRivals {
      standing = List.copyOf(standing);
    }
  }

  static byte[] write(NodeMessage message) {
    var out = new FieldWriter();
    return switch (message) {
      case OfMitigators(var words) -> out.integer(0).bytes(words).toBytes();
      case OfRivals(var standing, var refused) ->
          out.integer(1)
              .list(standing, key -> out.text(key.domain()).text(key.cuid()).integer(key.mid()))
              .scope(refused)
              .toBytes();
    };
  }

  /// @throws dev.tocsin.base.bytes.WireException if this is no such message
  static NodeMessage read(byte[] message) {
    return FieldReader.read(
        message,
        in -> {
          if (in.small(1) == 0) return new OfMitigators(in.bytes(BYTES_MAX));
          var standing = in.list(() -> new MitigationKey(in.text(), in.text(), in.integer()));
          return new OfRivals(standing, in.scope());
        });
  }
}
