// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.store;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.net.PortRange;
import dev.tocsin.dots.core.mitigation.FilterEvent;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.wire.Counters;
import dev.tocsin.dots.wire.data.Statistics;
import java.util.HashMap;
import java.util.List;
import java.util.OptionalLong;

/// What a mitigator says of a mitigation or of a list, as one server tells it to the others on its
/// store.
public sealed interface MitigatorWord {

  /// Instance or name of the mitigator.
  String mitigator();

  record OfMitigation(String mitigator, MitigationKey key, MitigatorEvent event)
      implements MitigatorWord {}

  record OfList(String mitigator, FilterKey key, FilterEvent event) implements MitigatorWord {}

  /// One word as bytes, for {@link #message}.
  static byte[] encode(MitigatorWord word) {
    var out = new FieldWriter().text(word.mitigator());
    switch (word) {
      case OfMitigation(_, var key, var event) -> {
        out.integer(0).text(key.domain()).text(key.cuid()).integer(key.mid());
        Encoding.write(out, event);
      }
      case OfList(_, var key, var event) -> {
        out.integer(1).text(key.domain()).text(key.cuid()).text(key.acl());
        Encoding.write(out, event);
      }
    }
    return out.toBytes();
  }

  /// Several words as one message.
  static byte[] message(List<byte[]> words) {
    var out = new FieldWriter();
    return out.list(words, out::bytes).toBytes();
  }

  /// @throws WireException if this is no such message
  static List<MitigatorWord> decode(byte[] message) {
    return FieldReader.read(message, in -> in.list(() -> in.bytes(Encoding.WORD_BYTES_MAX)))
        .stream()
        .map(word -> FieldReader.read(word, Encoding::read))
        .toList();
  }

  /// The fields of each word.
  final class Encoding {
    private static final int WORD_BYTES_MAX = 1 << 16;

    private Encoding() {}

    private static void write(FieldWriter out, MitigatorEvent event) {
      switch (event) {
        case MitigatorEvent.Enabled(var targets, var action) -> {
          out.integer(0).text(action);
          out.list(
              targets,
              target -> {
                out.prefixes(target.prefixes());
                out.list(
                    target.ports(), range -> out.integer(range.lower()).integer(range.upper()));
                out.list(target.protocols(), protocol -> out.integer(protocol));
              });
        }
        case MitigatorEvent.Measured(var dropped) ->
            out.integer(1)
                .optional(dropped.bytes())
                .optional(dropped.bytesPerSecond())
                .optional(dropped.packets())
                .optional(dropped.packetsPerSecond());
        case MitigatorEvent.Refused(var reason, var exceeded) ->
            out.integer(2).text(reason).bool(exceeded);
        case MitigatorEvent.Failing(var reason) -> out.integer(3).text(reason);
        case MitigatorEvent.Disabled() -> out.integer(4);
      }
    }

    private static void write(FieldWriter out, FilterEvent event) {
      switch (event) {
        case FilterEvent.Installed() -> out.integer(0);
        case FilterEvent.Measured(var entries) -> {
          out.integer(1);
          out.list(
              List.copyOf(entries.entrySet()),
              entry ->
                  out.text(entry.getKey())
                      .optional(entry.getValue().matchedPackets())
                      .optional(entry.getValue().matchedOctets()));
        }
        case FilterEvent.Refused(var reason) -> out.integer(2).text(reason);
        case FilterEvent.Failing(var reason) -> out.integer(3).text(reason);
      }
    }

    private static MitigatorWord read(FieldReader in) {
      var mitigator = in.text();
      int kind = in.small(1);
      var domain = in.text();
      var cuid = in.text();
      if (kind == 0) {
        return new OfMitigation(
            mitigator, new MitigationKey(domain, cuid, in.integer()), mitigation(in));
      }
      return new OfList(mitigator, new FilterKey(domain, cuid, in.text()), list(in));
    }

    private static MitigatorEvent mitigation(FieldReader in) {
      return switch (in.small(4)) {
        case 0 -> {
          var action = in.text();
          yield new MitigatorEvent.Enabled(in.list(() -> target(in)), action);
        }
        case 1 ->
            new MitigatorEvent.Measured(
                new Counters(counter(in), counter(in), counter(in), counter(in)));
        case 2 -> new MitigatorEvent.Refused(in.text(), in.bool());
        case 3 -> new MitigatorEvent.Failing(in.text());
        default -> new MitigatorEvent.Disabled();
      };
    }

    private static MitigationOrder.Target target(FieldReader in) {
      return new MitigationOrder.Target(
          in.prefixes(),
          in.list(() -> new PortRange(in.small(65_535), in.small(65_535))),
          in.list(() -> in.small(255)));
    }

    private static FilterEvent list(FieldReader in) {
      return switch (in.small(3)) {
        case 0 -> new FilterEvent.Installed();
        case 1 -> {
          var entries = new HashMap<String, Statistics>();
          in.list(() -> entries.put(in.text(), new Statistics(counter(in), counter(in))));
          yield new FilterEvent.Measured(entries);
        }
        case 2 -> new FilterEvent.Refused(in.text());
        default -> new FilterEvent.Failing(in.text());
      };
    }

    private static OptionalLong counter(FieldReader in) {
      return in.optionalInteger();
    }
  }
}
