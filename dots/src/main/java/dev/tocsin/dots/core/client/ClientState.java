// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client;

import dev.tocsin.dots.core.client.ClientChange.PutWanted;
import java.util.List;

/// What the agent knows again after a restart: every {@link ClientChange}, summed up.
///
/// @param wanted by label
/// @param nextMid 0 if none was ever used
public record ClientState(List<PutWanted> wanted, long nextMid) {

  public static final ClientState EMPTY = new ClientState(List.of(), 0);

  public ClientState {
    wanted = List.copyOf(wanted);
  }
}
