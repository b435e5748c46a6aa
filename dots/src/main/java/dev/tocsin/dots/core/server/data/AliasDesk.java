// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import dev.tocsin.base.time.Deadlines;
import dev.tocsin.dots.wire.data.Alias;
import dev.tocsin.dots.wire.data.rest.DataAnswer;
import dev.tocsin.dots.wire.data.rest.DataTarget;
import dev.tocsin.dots.wire.data.rest.InstancePath;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Requests about aliases (RFC 8783 §6).
final class AliasDesk {

  private final DataSettings settings;
  private final Deadlines<DataChange.Key> timers;

  AliasDesk(DataSettings settings, Deadlines<DataChange.Key> timers) {
    this.settings = settings;
    this.timers = timers;
  }

  /// All of them or none.
  DataAnswer create(DataClient client, List<Alias> aliases, Turn turn) {
    for (var alias : aliases) {
      var target = target(client, alias.name());
      if (client.alias(alias.name()) != null) return Refusal.exists(target);
    }
    var problem = problem(client, aliases, aliases.size(), turn);
    if (problem.isPresent()) return problem.get();
    aliases.forEach(alias -> put(client, alias, turn));
    return new DataAnswer.Created(
        aliases.size() == 1
            ? target(client, aliases.getFirst().name())
            : new DataTarget.Aliases(client.cuid()));
  }

  DataAnswer replace(DataClient client, Alias alias, Turn turn) {
    boolean isNew = client.alias(alias.name()) == null;
    var problem = problem(client, List.of(alias), isNew ? 1 : 0, turn);
    if (problem.isPresent()) return problem.get();
    put(client, alias, turn);
    return isNew ? new DataAnswer.Created(target(client, alias.name())) : DataAnswer.NO_CONTENT;
  }

  /// The client has these and no others.
  DataAnswer replaceAll(DataClient client, List<Alias> aliases, Turn turn) {
    var problem = problemOfAll(client, aliases, turn);
    if (problem.isPresent()) return problem.get();
    putAll(client, aliases, turn);
    return DataAnswer.NO_CONTENT;
  }

  Optional<DataAnswer.Refused> problemOfAll(DataClient client, List<Alias> aliases, Turn turn) {
    return problem(client, aliases, aliases.size() - client.aliases().size(), turn);
  }

  void putAll(DataClient client, List<Alias> aliases, Turn turn) {
    var names = aliases.stream().map(Alias::name).collect(Collectors.toSet());
    for (var entry : client.aliases()) {
      if (!names.contains(entry.alias().name())) remove(client, entry, turn.outcome());
    }
    aliases.forEach(alias -> put(client, alias, turn));
  }

  private Optional<DataAnswer.Refused> problem(
      DataClient client, List<Alias> aliases, int more, Turn turn) {
    int max = settings.limits().aliasesMax();
    if (more > 0 && client.book().aliases + more > max) {
      return Optional.of(
          Refusal.full(new DataTarget.Aliases(client.cuid()), "aliases at most", max));
    }
    for (var alias : aliases) {
      var path = InstancePath.of(target(client, alias.name()));
      var problem = TargetCheck.problem(alias, path, turn.asker().domain().ownership());
      if (problem.isPresent()) return problem;
    }
    return Optional.empty();
  }

  private static DataTarget target(DataClient client, String name) {
    return new DataTarget.Alias(client.cuid(), name);
  }

  private void put(DataClient client, Alias alias, Turn turn) {
    // RFC 8783 §6.1: a PUT refreshes.
    var entry = new AliasEntry(alias, turn.now().plus(settings.lifetime()));
    var before = client.alias(alias.name());
    turn.outcome()
        .change(
            change(client, entry),
            before == null ? removal(client, alias.name()) : change(client, before));
    client.put(entry);
    timers.set(change(client, entry).key(), entry.expires());
  }

  Optional<DataAnswer> delete(DataClient client, String name, DataOutcome outcome) {
    var entry = client.alias(name);
    if (entry == null) return Optional.empty();
    remove(client, entry, outcome);
    return Optional.of(DataAnswer.NO_CONTENT);
  }

  void remove(DataClient client, AliasEntry entry, DataOutcome outcome) {
    var name = entry.alias().name();
    outcome.change(removal(client, name), change(client, entry));
    drop(client, name);
  }

  /// Takes in what is on disk.
  void restore(DataClient client, Alias alias, Instant expires) {
    var entry = new AliasEntry(alias, expires);
    client.put(entry);
    timers.set(change(client, entry).key(), expires);
  }

  void drop(DataClient client, String name) {
    client.removeAlias(name);
    timers.clear(removal(client, name).key());
  }

  private static DataChange.PutAlias change(DataClient client, AliasEntry entry) {
    return new DataChange.PutAlias(
        client.book().domain(), client.cuid(), entry.alias(), entry.expires());
  }

  private static DataChange.RemoveAlias removal(DataClient client, String name) {
    return new DataChange.RemoveAlias(client.book().domain(), client.cuid(), name);
  }
}
