// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots;

import dev.tocsin.app.cli.Table;
import dev.tocsin.app.cli.dots.options.DataOptions;
import dev.tocsin.dots.core.client.data.ResourceChange;
import dev.tocsin.dots.core.client.data.Resources;
import dev.tocsin.dots.io.data.client.ClientResources;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/// One kind of what a server keeps for its client, as commands list, find and remove it.
///
/// @param noun what people call one of them
/// @param names by which they are told apart
record Kept<T>(
    String noun,
    Function<Resources, List<T>> all,
    Function<T, String> names,
    Function<T, ResourceChange> removal,
    View<T> view) {

  /// @param row below the head
  record View<T>(
      List<String> head, Function<T, List<String>> row, Function<T, Map<String, Object>> json) {}

  int list(DataOptions data) throws IOException {
    return data.run(
        resources -> {
          var standing = standing(resources);
          if (data.isJson()) data.printJson(standing.stream().map(view.json).toList());
          else print(standing, data);
          return 0;
        });
  }

  private void print(List<T> standing, DataOptions data) {
    if (standing.isEmpty()) {
      data.out().println("no " + noun + (noun.endsWith("s") ? "es" : "s"));
      return;
    }
    var rows = new ArrayList<List<String>>();
    rows.add(view.head);
    standing.forEach(each -> rows.add(view.row.apply(each)));
    Table.print(rows, data.out());
  }

  int remove(DataOptions data, String name) throws IOException {
    return data.run(
        resources -> {
          resources.make(removal.apply(required(resources, name)));
          data.out().println("removed " + noun + " '" + name + "'");
          return 0;
        });
  }

  T required(ClientResources resources, String name) throws IOException {
    return named(standing(resources), name)
        .orElseThrow(() -> new IOException("the server has no " + noun + " '" + name + "'"));
  }

  Optional<T> find(Resources standing, String name) {
    return named(all.apply(standing), name);
  }

  private Optional<T> named(List<T> standing, String name) {
    return standing.stream().filter(each -> names.apply(each).equals(name)).findFirst();
  }

  private List<T> standing(ClientResources resources) throws IOException {
    return all.apply(resources.standing().orElse(Resources.NONE));
  }

  /// Of a lifetime.
  static String remains(OptionalInt minutes) {
    return minutes.isEmpty() ? "-" : minutes.getAsInt() + " min";
  }
}
