// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import dev.tocsin.dots.core.server.data.rules.Ranks;
import dev.tocsin.dots.wire.data.Ace;
import dev.tocsin.dots.wire.data.rest.AceCheck;
import dev.tocsin.dots.wire.data.rest.DataAnswer;
import dev.tocsin.dots.wire.data.rest.DataRefusedException;
import dev.tocsin.dots.wire.data.rest.DataTarget;
import dev.tocsin.dots.wire.data.rest.Insert;
import dev.tocsin.dots.wire.data.rest.InstancePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Requests about single entries of a list: each makes a new list of it.
final class AceDesk {

  private final AclDesk acls;

  AceDesk(AclDesk acls) {
    this.acls = acls;
  }

  DataAnswer create(
      DataClient client, AclEntry entry, List<Ace> aces, Optional<Insert> insert, Turn turn) {
    for (var ace : aces) {
      if (index(entry, ace.name()) >= 0) return Refusal.exists(target(client, entry, ace.name()));
    }
    var place = insert.orElse(Insert.LAST);
    int at = at(entry, place);
    if (at < 0) return misplaced(client, entry, place);
    var changed = Ranks.inserted(entry.acl().aces(), aces, place, at);
    var problem = changed(client, entry, changed, turn);
    if (problem.isPresent()) return problem.get();
    return new DataAnswer.Created(
        aces.size() == 1
            ? target(client, entry, aces.getFirst().name())
            : new DataTarget.Aces(client.cuid(), entry.acl().name()));
  }

  DataAnswer replace(
      DataClient client, AclEntry entry, Ace ace, Optional<Insert> insert, Turn turn) {
    int before = index(entry, ace.name());
    var rest = new ArrayList<>(entry.acl().aces());
    if (before >= 0) rest.remove(before);
    List<Ace> changed;
    if (before >= 0 && insert.isEmpty()) {
      rest.add(before, ace);
      changed = rest;
    } else {
      var others = entry.with(entry.acl().withAces(rest), entry.expires());
      var place = insert.orElse(Insert.LAST);
      int at = at(others, place);
      if (at < 0) return misplaced(client, entry, place);
      changed = Ranks.inserted(rest, List.of(ace), place, at);
    }
    var problem = changed(client, entry, changed, turn);
    if (problem.isPresent()) return problem.get();
    return before >= 0
        ? DataAnswer.NO_CONTENT
        : new DataAnswer.Created(target(client, entry, ace.name()));
  }

  DataAnswer replaceAll(DataClient client, AclEntry entry, List<Ace> aces, Turn turn) {
    return changed(client, entry, aces, turn)
        .<DataAnswer>map(refused -> refused)
        .orElse(DataAnswer.NO_CONTENT);
  }

  Optional<DataAnswer> delete(DataClient client, AclEntry entry, String name, Turn turn) {
    int index = index(entry, name);
    if (index < 0) return Optional.empty();
    var rest = new ArrayList<>(entry.acl().aces());
    rest.remove(index);
    acls.change(client, entry, entry.acl().withAces(rest), turn);
    return Optional.of(DataAnswer.NO_CONTENT);
  }

  private Optional<DataAnswer.Refused> changed(
      DataClient client, AclEntry entry, List<Ace> aces, Turn turn) {
    var acl = entry.acl().withAces(aces);
    var misfit = misfit(client, entry, aces);
    if (misfit.isPresent()) return misfit;
    var problem = acls.problem(client, entry, acl, turn);
    if (problem.isEmpty()) acls.change(client, entry, acl, turn);
    return problem;
  }

  /// An entry that comes alone has not been held against the type of its list yet.
  private static Optional<DataAnswer.Refused> misfit(
      DataClient client, AclEntry entry, List<Ace> aces) {
    var list = InstancePath.of(new DataTarget.Acl(client.cuid(), entry.acl().name()));
    try {
      for (var ace : aces) AceCheck.check(list, entry.acl().type(), ace);
      return Optional.empty();
    } catch (DataRefusedException refused) {
      return Optional.of(refused.answer());
    }
  }

  static int index(AclEntry entry, String name) {
    var aces = entry.acl().aces();
    for (int i = 0; i < aces.size(); i++) {
      if (aces.get(i).name().equals(name)) return i;
    }
    return -1;
  }

  /// Index of the sibling that the place names; any for a place without one; -1 if it is not there.
  private static int at(AclEntry entry, Insert place) {
    return AclDesk.point(place).map(name -> index(entry, name)).orElse(0);
  }

  private static DataAnswer misplaced(DataClient client, AclEntry entry, Insert place) {
    return Refusal.invalid(
        InstancePath.of(new DataTarget.Aces(client.cuid(), entry.acl().name())),
        "'point' names '"
            + AclDesk.point(place).orElse("")
            + "', which is no other entry of the list");
  }

  private static DataTarget target(DataClient client, AclEntry entry, String name) {
    return new DataTarget.Ace(client.cuid(), entry.acl().name(), name);
  }
}
