// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.data;

import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.Alias;
import java.util.List;

/// The aliases and lists of one client: as they shall be, or as they stand at the server.
///
/// @param aliases with names of their own each; their order means nothing
/// @param lists with names of their own each, in the order in which they are tried
public record Resources(List<Alias> aliases, List<Acl> lists) {

  public static final Resources NONE = new Resources(List.of(), List.of());

  public Resources {
    aliases = List.copyOf(aliases);
    lists = List.copyOf(lists);
  }

  public boolean isEmpty() {
    return aliases.isEmpty() && lists.isEmpty();
  }
}
