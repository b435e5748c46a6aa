// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.peer;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.reload.wire.header.PeerAddress;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Where a peer says that it can be dialled, as CONNECT has it: RFC 5245 §15.1, and RFC 6544 §4.5
/// for TCP.
///
/// @param kind of link that is formed there
public record Candidate(RouteLogEntry.Link kind, PeerAddress address) {

  /// Most likely to do first: TLS before DTLS (TR-1, IC-2), addresses in the order they came in.
  public static final Comparator<Candidate> PREFERENCE = Comparator.comparing(Candidate::kind);

  private static final int FIELDS_MIN = 8;
  private static final int TEXT_MAX = 256;
  private static final String HOST = "host";
  // RFC 5245 §4.1.2.1, RFC 6544 §4.2: type preference 126 of host candidates, component 1.
  private static final long TYPE_PREFERENCE = 126L << 24;
  private static final long TCP_PASSIVE = 4 << 13;
  private static final int COMPONENT = 1;

  /// Reads what follows `candidate:`.
  ///
  /// @return empty if it is of a kind that cannot be dialled directly
  /// @throws WireException if it is no candidate
  public static Optional<Candidate> parse(String text) {
    var fields = List.of(text.strip().split(" +", -1));
    if (text.length() > TEXT_MAX || fields.size() < FIELDS_MIN || !"typ".equals(fields.get(6))) {
      throw new WireException("expected a candidate of RFC 5245, found '" + shown(text) + "'");
    }
    boolean isHost = HOST.equals(fields.get(7)) && "1".equals(fields.get(1));
    var kind = kind(fields);
    if (!isHost || kind.isEmpty()) return Optional.empty();
    return Optional.of(new Candidate(kind.get(), address(fields.get(4), fields.get(5))));
  }

  private static Optional<RouteLogEntry.Link> kind(List<String> fields) {
    return switch (fields.get(2).toUpperCase(Locale.ROOT)) {
      case "UDP" -> Optional.of(RouteLogEntry.Link.DTLS);
      // RFC 6544 §4.5: only who waits at a port can be dialled there.
      case "TCP" -> {
        int at = fields.indexOf("tcptype");
        boolean isWaiting =
            at >= FIELDS_MIN && at + 1 < fields.size() && "passive".equals(fields.get(at + 1));
        yield isWaiting ? Optional.of(RouteLogEntry.Link.TLS) : Optional.empty();
      }
      default -> Optional.empty();
    };
  }

  private static PeerAddress address(String address, String port) {
    try {
      var prefix = Prefix.parse(address);
      if (!prefix.isSingleAddress()) throw new WireException("a candidate at " + shown(address));
      return new PeerAddress(Bytes.owning(prefix.addressBytes()), Integer.parseInt(port));
    } catch (IllegalArgumentException e) {
      throw new WireException("a candidate at '" + shown(address + " " + port) + "'", e);
    }
  }

  private static String shown(String text) {
    return text.length() <= TEXT_MAX / 2 ? text : text.substring(0, TEXT_MAX / 2) + "…";
  }

  /// As {@link #parse} reads it.
  ///
  /// @param rank of it among the addresses of this kind, from 0
  public String text(int rank) {
    boolean isTcp = kind == RouteLogEntry.Link.TLS;
    long local = (isTcp ? TCP_PASSIVE : 0) + (1 << 13) - 1 - rank;
    long priority = TYPE_PREFERENCE + (local << 8) + 256 - COMPONENT;
    var text =
        "%d %d %s %d %s %d typ %s"
            .formatted(
                rank + 1,
                COMPONENT,
                isTcp ? "TCP" : "UDP",
                priority,
                literal(),
                address.port(),
                HOST);
    return isTcp ? text + " tcptype passive" : text;
  }

  /// The address without its port, as people write it.
  private String literal() {
    var prefix = Prefix.of(address.address().toArray(), Byte.SIZE * address.address().length());
    var text = prefix.toString();
    return text.substring(0, text.indexOf('/'));
  }
}
