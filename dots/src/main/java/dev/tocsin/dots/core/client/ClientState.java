// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client;

import dev.tocsin.dots.core.client.ClientChange.PutWanted;
import dev.tocsin.dots.core.client.ClientChange.PutWithdrawn;
import java.util.List;
import java.util.Map;

/// What the agent knows again after a restart: every {@link ClientChange}, summed up.
///
/// @param wanted by label
/// @param withdrawn by mid
/// @param nextMid 0 if none was ever used
/// @param cuids by server, where it is not the usual one
public record ClientState(
    List<PutWanted> wanted,
    List<PutWithdrawn> withdrawn,
    long nextMid,
    Map<Integer, String> cuids) {

  public static final ClientState EMPTY = new ClientState(List.of(), List.of(), 0, Map.of());

  public ClientState {
    wanted = List.copyOf(wanted);
    withdrawn = List.copyOf(withdrawn);
    cuids = Map.copyOf(cuids);
  }
}
