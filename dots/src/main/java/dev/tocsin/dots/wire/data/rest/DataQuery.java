// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.rest;

import dev.tocsin.base.observe.Printable;
import dev.tocsin.dots.wire.ContentFilter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The query parameters of a request (RFC 8040 §4.8): `content` with GET, `insert` and `point` with
/// POST and PUT. All others are refused.
public final class DataQuery {

  private static final int CHARS_MAX = 8192;
  private static final List<String> OPTIONAL =
      List.of("depth", "fields", "filter", "start-time", "stop-time", "with-defaults");

  private final Map<String, String> values;

  private DataQuery(Map<String, String> values) {
    this.values = values;
  }

  /// @param query as it came: percent-encoded, without the question mark
  /// @throws DataRefusedException 400
  public static DataQuery read(DataMethod method, Optional<String> query) {
    var values = new LinkedHashMap<String, String>();
    var allowed = allowed(method);
    for (var part : query.filter(text -> !text.isEmpty()).map(DataQuery::parts).orElse(List.of())) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      if (!allowed.contains(name)) throw unexpected(method, name);
      String value =
          Percent.decode(equals < 0 ? "" : part.substring(equals + 1))
              .orElseThrow(() -> bad("expected percent-encoded UTF-8 behind " + name + "="));
      // RFC 8040 §4.8: each parameter can appear at most once.
      if (values.put(name, value) != null) throw bad(name + " is there more than once");
    }
    return new DataQuery(values);
  }

  private static List<String> parts(String query) {
    if (query.length() > CHARS_MAX) throw bad("expected at most " + CHARS_MAX + " bytes of query");
    return List.of(query.split("&", -1));
  }

  private static List<String> allowed(DataMethod method) {
    return switch (method) {
      case GET, HEAD -> List.of("content");
      case POST, PUT -> List.of("insert", "point");
      case OPTIONS, PATCH, DELETE -> List.of();
    };
  }

  private static DataRefusedException unexpected(DataMethod method, String name) {
    String shown = Printable.escape(name.length() <= 60 ? name : name.substring(0, 60) + "…");
    String why = OPTIONAL.contains(name) ? " is not supported" : " has no meaning";
    return bad("the query parameter '" + shown + "'" + why + " with " + method);
  }

  /// RFC 8040 §4.8.1, and `non-config`, as RFC 8783 §7.3 spells it. Absent: all.
  public ContentFilter content() {
    return switch (values.getOrDefault("content", "all")) {
      case "all" -> ContentFilter.ALL;
      case "config" -> ContentFilter.CONFIG;
      case "nonconfig", "non-config" -> ContentFilter.NON_CONFIG;
      default -> throw bad("expected content to be config, nonconfig or all");
    };
  }

  /// Where new entries go (RFC 8040 §4.8.5, §4.8.6).
  ///
  /// @throws DataRefusedException 400 also if the point is in another list
  public Optional<Insert> insert(DataTarget target, DataBody body, DataPath paths) {
    var insert = Optional.ofNullable(values.get("insert"));
    var point = Optional.ofNullable(values.get("point"));
    if (insert.isEmpty() && point.isEmpty()) return Optional.empty();
    var list = Insert.list(target, body);
    if (list.isEmpty()) {
      throw bad("insert and point have a meaning for ACLs and ACEs only, which have an order");
    }
    String place = insert.orElse("");
    boolean wantsPoint = place.equals("before") || place.equals("after");
    if (wantsPoint != point.isPresent()) {
      throw bad("expected point together with insert=before or insert=after, and only then");
    }
    return Optional.of(
        switch (place) {
          case "first" -> new Insert.First();
          case "last" -> Insert.LAST;
          case "before" -> new Insert.Before(name(list.get(), point.orElseThrow(), paths));
          case "after" -> new Insert.After(name(list.get(), point.orElseThrow(), paths));
          default -> throw bad("expected insert to be first, last, before or after");
        });
  }

  private static String name(DataTarget list, String point, DataPath paths) {
    DataTarget target;
    try {
      target = paths.readPoint(point);
    } catch (DataRefusedException e) {
      throw bad("point: " + e.getMessage());
    }
    Optional<String> name =
        switch (target) {
          case DataTarget.Acl(var cuid, var acl) when list.equals(new DataTarget.Acls(cuid)) ->
              Optional.of(acl);
          case DataTarget.Ace(var cuid, var acl, var ace)
              when list.equals(new DataTarget.Aces(cuid, acl)) ->
              Optional.of(ace);
          default -> Optional.empty();
        };
    return name.orElseThrow(
        () -> bad("expected point to be an entry of the list that is written to"));
  }

  /// The text behind the question mark; empty if there is nothing to say.
  static Optional<String> write(DataRequest request, DataPath paths) {
    return switch (request) {
      case DataRequest.Retrieve(_, var content) ->
          switch (content) {
            case ALL -> Optional.empty();
            case CONFIG -> Optional.of("content=config");
            case NON_CONFIG -> Optional.of("content=nonconfig");
          };
      case DataRequest.Create(var target, var body, var insert) ->
          insert.map(place -> write(place, Insert.list(target, body).orElseThrow(), paths));
      case DataRequest.Replace(var target, var body, var insert) ->
          insert.map(place -> write(place, Insert.list(target, body).orElseThrow(), paths));
      case DataRequest.Merge _, DataRequest.Delete _ -> Optional.empty();
    };
  }

  private static String write(Insert insert, DataTarget list, DataPath paths) {
    return switch (insert) {
      case Insert.First() -> "insert=first";
      case Insert.Last() -> "insert=last";
      case Insert.Before(var name) -> "insert=before" + point(list, name, paths);
      case Insert.After(var name) -> "insert=after" + point(list, name, paths);
    };
  }

  private static String point(DataTarget list, String name, DataPath paths) {
    var entry =
        switch (list) {
          case DataTarget.Acls(var cuid) -> new DataTarget.Acl(cuid, name);
          case DataTarget.Aces(var cuid, var acl) -> new DataTarget.Ace(cuid, acl, name);
          default -> throw new IllegalStateException("no order in " + list);
        };
    return "&point=" + Percent.encode(paths.point(entry));
  }

  private static DataRefusedException bad(String message) {
    return new DataRefusedException(ErrorTag.INVALID_VALUE, message);
  }
}
