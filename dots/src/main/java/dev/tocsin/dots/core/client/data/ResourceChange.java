// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.data;

import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.Alias;
import dev.tocsin.dots.wire.data.rest.DataBody;
import dev.tocsin.dots.wire.data.rest.DataRequest;
import dev.tocsin.dots.wire.data.rest.DataTarget;
import dev.tocsin.dots.wire.data.rest.Insert;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One step from what stands to what shall be; one request each.
public sealed interface ResourceChange {

  /// @param standing absent if it is new
  record PutAlias(Alias wanted, Optional<Alias> standing) implements ResourceChange {}

  record RemoveAlias(Alias standing) implements ResourceChange {}

  /// @param standing absent if it is new
  /// @param insert where it goes; absent: it keeps its place
  record PutList(Acl wanted, Optional<Acl> standing, Optional<Insert> insert)
      implements ResourceChange {}

  record RemoveList(Acl standing) implements ResourceChange {}

  /// What does it.
  default DataRequest request(String cuid) {
    return switch (this) {
      case PutAlias(var wanted, _) ->
          new DataRequest.Replace(
              new DataTarget.Alias(cuid, wanted.name()),
              new DataBody.Alias(wanted),
              Optional.empty());
      case RemoveAlias(var standing) ->
          new DataRequest.Delete(new DataTarget.Alias(cuid, standing.name()));
      case PutList(var wanted, _, var insert) ->
          new DataRequest.Replace(
              new DataTarget.Acl(cuid, wanted.name()), new DataBody.Acl(wanted), insert);
      case RemoveList(var standing) ->
          new DataRequest.Delete(new DataTarget.Acl(cuid, standing.name()));
    };
  }

  /// `alias 'web'`, `list 'partners'`.
  default String subject() {
    return switch (this) {
      case PutAlias(var wanted, _) -> "alias '" + wanted.name() + "'";
      case RemoveAlias(var standing) -> "alias '" + standing.name() + "'";
      case PutList(var wanted, _, _) -> "list '" + wanted.name() + "'";
      case RemoveList(var standing) -> "list '" + standing.name() + "'";
    };
  }

  /// `+` new, `-` gone, `~` changed.
  default char sign() {
    return switch (this) {
      case PutAlias(_, var standing) -> standing.isEmpty() ? '+' : '~';
      case PutList(_, var standing, _) -> standing.isEmpty() ? '+' : '~';
      case RemoveAlias _, RemoveList _ -> '-';
    };
  }

  /// For people: the first line says what, the others what of it.
  default List<String> words() {
    var lines = new ArrayList<String>();
    lines.add(sign() + " " + subject());
    details().forEach(line -> lines.add("    " + line));
    return List.copyOf(lines);
  }

  private List<String> details() {
    return switch (this) {
      case PutAlias(var wanted, var standing) ->
          ResourceText.difference(
              standing.map(ResourceText::of).orElseGet(java.util.Map::of), ResourceText.of(wanted));
      case PutList(var wanted, var standing, var insert) -> {
        var lines =
            new ArrayList<>(
                ResourceText.difference(
                    standing.map(ResourceText::of).orElseGet(java.util.Map::of),
                    ResourceText.of(wanted)));
        insert.map(ResourceChange::place).ifPresent(lines::addFirst);
        yield lines;
      }
      case RemoveAlias _, RemoveList _ -> List.of();
    };
  }

  private static String place(Insert insert) {
    return switch (insert) {
      case Insert.First _ -> "place: first";
      case Insert.Last _ -> "place: last";
      case Insert.Before(var name) -> "place: before '" + name + "'";
      case Insert.After(var name) -> "place: behind '" + name + "'";
    };
  }
}
