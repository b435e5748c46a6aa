// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data;

import java.util.List;
import java.util.OptionalInt;

/// What a server says beside the configuration: the answer to `content=nonconfig` (RFC 8783 §7.3).
public record DataState(List<AliasState> aliases, List<AclState> acls) {

  public DataState {
    aliases = List.copyOf(aliases);
    acls = List.copyOf(acls);
  }

  public record AliasState(String name, OptionalInt pendingLifetimeMinutes) {}

  public record AclState(String name, OptionalInt pendingLifetimeMinutes, List<AceState> aces) {
    public AclState {
      aces = List.copyOf(aces);
    }
  }

  public record AceState(String name, Statistics statistics) {}
}
