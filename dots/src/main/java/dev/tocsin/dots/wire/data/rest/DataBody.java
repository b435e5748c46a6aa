// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.rest;

import dev.tocsin.dots.wire.data.DataState;
import dev.tocsin.dots.wire.data.DotsClient;
import java.util.List;
import java.util.Optional;

/// A part of the data tree: what a request brings or an answer tells.
public sealed interface DataBody {

  /// The whole of `dots-data` that somebody may see.
  record Root(
      List<DotsClient> clients,
      Optional<dev.tocsin.dots.wire.data.capability.Capabilities> capabilities)
      implements DataBody {
    public Root {
      clients = List.copyOf(clients);
    }
  }

  record Capabilities(dev.tocsin.dots.wire.data.capability.Capabilities capabilities)
      implements DataBody {}

  record Client(DotsClient client) implements DataBody {}

  record Aliases(List<dev.tocsin.dots.wire.data.Alias> aliases) implements DataBody {
    public Aliases {
      aliases = List.copyOf(aliases);
    }
  }

  record Alias(dev.tocsin.dots.wire.data.Alias alias) implements DataBody {}

  record Acls(List<dev.tocsin.dots.wire.data.Acl> acls) implements DataBody {
    public Acls {
      acls = List.copyOf(acls);
    }
  }

  record Acl(dev.tocsin.dots.wire.data.Acl acl) implements DataBody {}

  record Aces(List<dev.tocsin.dots.wire.data.Ace> aces) implements DataBody {
    public Aces {
      aces = List.copyOf(aces);
    }
  }

  record Ace(dev.tocsin.dots.wire.data.Ace ace) implements DataBody {}

  /// What a client reads when it asked for `content=nonconfig`; a server answers with the values
  /// above, and the codec leaves out what was not asked for.
  record State(DataState state) implements DataBody {}
}
