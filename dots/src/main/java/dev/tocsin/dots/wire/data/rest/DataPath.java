// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.rest;

import dev.tocsin.base.observe.Printable;
import dev.tocsin.dots.wire.data.DotsClient;
import java.util.List;
import java.util.Optional;

/// The paths of RESTCONF (RFC 8040 §3.5.3) below one root, as the parts of the tree that they stand
/// for.
public final class DataPath {

  /// The root that the figures of RFC 8783 have; a server tells its own in `host-meta`.
  public static final String DEFAULT_ROOT = "/restconf";

  private static final String DOTS_DATA = "/" + InstancePath.MODULE + ":dots-data";
  private static final int CHARS_MAX = 8192;
  private static final int KEY_CHARS_MAX = 255;
  private static final int SEGMENTS_MAX = 5;

  private final String data;

  /// @param root for example `/restconf`
  public DataPath(String root) {
    if (!root.startsWith("/") || root.endsWith("/")) {
      throw new IllegalArgumentException("expected a root like /restconf, found " + root);
    }
    this.data = root + "/data";
  }

  public String write(DataTarget target) {
    return data + DOTS_DATA + below(target);
  }

  private static String below(DataTarget target) {
    return switch (target) {
      case DataTarget.Root _ -> "";
      case DataTarget.Capabilities _ -> "/capabilities";
      case DataTarget.Client(var cuid) -> "/dots-client=" + Percent.encode(cuid);
      case DataTarget.Aliases(var cuid) -> below(new DataTarget.Client(cuid)) + "/aliases";
      case DataTarget.Alias(var cuid, var name) ->
          below(new DataTarget.Aliases(cuid)) + "/alias=" + Percent.encode(name);
      case DataTarget.Acls(var cuid) -> below(new DataTarget.Client(cuid)) + "/acls";
      case DataTarget.Acl(var cuid, var name) ->
          below(new DataTarget.Acls(cuid)) + "/acl=" + Percent.encode(name);
      case DataTarget.Aces(var cuid, var acl) -> below(new DataTarget.Acl(cuid, acl)) + "/aces";
      case DataTarget.Ace(var cuid, var acl, var name) ->
          below(new DataTarget.Aces(cuid, acl)) + "/ace=" + Percent.encode(name);
    };
  }

  /// @param path as it came: percent-encoded, without a query
  /// @throws DataRefusedException 404 if there is no such resource, 400 if a key is malformed
  public DataTarget read(String path) {
    if (path.length() > CHARS_MAX) throw bad("expected a path of at most " + CHARS_MAX + " bytes");
    if (!path.startsWith(data + DOTS_DATA)) {
      throw notFound("expected " + data + DOTS_DATA + ", found " + shown(path));
    }
    return below(path, path.substring(data.length() + DOTS_DATA.length()));
  }

  /// RFC 8040 §4.8.6, Appendix B.3.5: below `data`.
  String point(DataTarget target) {
    return DOTS_DATA + below(target);
  }

  /// The value of `point`: a path that starts at the root or below `data`.
  DataTarget readPoint(String point) {
    return read(point.startsWith(DOTS_DATA) ? data + point : point);
  }

  private static DataTarget below(String path, String rest) {
    if (rest.isEmpty()) return new DataTarget.Root();
    var segments = List.of(rest.split("/", -1));
    if (!segments.getFirst().isEmpty() || segments.size() > SEGMENTS_MAX + 1) throw unknown(path);
    var names = segments.subList(1, segments.size());
    if (names.equals(List.of("capabilities"))) return new DataTarget.Capabilities();
    String cuid = key(names.getFirst(), "dots-client").orElseThrow(() -> unknown(path));
    if (!DotsClient.isCuid(cuid)) throw bad("expected a cuid of visible ASCII characters");
    if (names.size() == 1) return new DataTarget.Client(cuid);
    return switch (names.get(1)) {
      case "aliases" -> alias(path, cuid, names.subList(2, names.size()));
      case "acls" -> acl(path, cuid, names.subList(2, names.size()));
      default -> throw unknown(path);
    };
  }

  private static DataTarget alias(String path, String cuid, List<String> names) {
    if (names.isEmpty()) return new DataTarget.Aliases(cuid);
    String name = key(names.getFirst(), "alias").orElseThrow(() -> unknown(path));
    if (names.size() > 1) throw unknown(path);
    return new DataTarget.Alias(cuid, name);
  }

  private static DataTarget acl(String path, String cuid, List<String> names) {
    if (names.isEmpty()) return new DataTarget.Acls(cuid);
    String acl = key(names.getFirst(), "acl").orElseThrow(() -> unknown(path));
    if (names.size() == 1) return new DataTarget.Acl(cuid, acl);
    if (!names.get(1).equals("aces")) throw unknown(path);
    if (names.size() == 2) return new DataTarget.Aces(cuid, acl);
    String ace = key(names.get(2), "ace").orElseThrow(() -> unknown(path));
    return new DataTarget.Ace(cuid, acl, ace);
  }

  /// @return empty if this is no entry of the list
  private static Optional<String> key(String segment, String list) {
    if (segment.equals(list)) {
      throw bad("expected " + list + "= and the key of one entry, found no key");
    }
    if (!segment.startsWith(list + "=")) return Optional.empty();
    String encoded = segment.substring(list.length() + 1);
    // RFC 8040 §3.5.3: a comma separates keys, and these lists have one.
    if (encoded.indexOf(',') >= 0) throw bad("expected one key behind " + list + "=, found more");
    String key =
        Percent.decode(encoded)
            .orElseThrow(() -> bad("expected percent-encoded UTF-8 behind " + list + "="));
    boolean isSound =
        key.length() <= KEY_CHARS_MAX && key.chars().noneMatch(Character::isISOControl);
    if (key.isEmpty() || !isSound) {
      throw bad("expected 1 to " + KEY_CHARS_MAX + " characters behind " + list + "=");
    }
    return Optional.of(key);
  }

  private static DataRefusedException unknown(String path) {
    return notFound("there is nothing at " + shown(path));
  }

  // RFC 8040 §4.3: 404 goes with invalid-value.
  private static DataRefusedException notFound(String message) {
    return new DataRefusedException(404, DataError.of(ErrorTag.INVALID_VALUE, message));
  }

  private static DataRefusedException bad(String message) {
    return new DataRefusedException(ErrorTag.INVALID_VALUE, message);
  }

  private static String shown(String path) {
    return Printable.escape(path.length() <= 120 ? path : path.substring(0, 120) + "…");
  }
}
