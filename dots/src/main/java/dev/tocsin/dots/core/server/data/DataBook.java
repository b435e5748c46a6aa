// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one domain keeps over the data channel, and how much.
final class DataBook {

  private final String domain;
  private final Map<String, DataClient> clients = new LinkedHashMap<>();
  final FlowIndex flows = new FlowIndex();
  final AcceptIndex accepts = new AcceptIndex();
  int aliases;
  int acls;
  int aces;

  DataBook(String domain) {
    this.domain = domain;
  }

  String domain() {
    return domain;
  }

  @Nullable DataClient client(String cuid) {
    return clients.get(cuid);
  }

  List<DataClient> clients() {
    return List.copyOf(clients.values());
  }

  int size() {
    return clients.size();
  }

  void add(DataClient client) {
    clients.put(client.cuid(), client);
  }

  void remove(DataClient client) {
    clients.remove(client.cuid());
  }
}
