// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.ledger;

import dev.tocsin.base.time.TokenBucket;
import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.MitigationStatus;
import dev.tocsin.dots.wire.SignalRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;

/// One observation: of one mitigation, or of all of a client's.
public final class Observer {
  public final ExchangeId exchange;
  public final Session session;
  public final Client client;
  public final OptionalLong mid;
  public final ContentFilter filter;
  public final TokenBucket tokens;
  public final List<MitigationStatus> farewells = new ArrayList<>(0);
  public boolean over;

  public Observer(
      ExchangeId exchange,
      Session session,
      Client client,
      SignalRequest.Retrieve request,
      TokenBucket tokens) {
    this.exchange = exchange;
    this.session = session;
    this.client = client;
    this.mid = request.mid();
    this.filter = request.content();
    this.tokens = tokens;
  }

  public boolean watches(Live live) {
    return mid.isEmpty() || mid.getAsLong() == live.key().mid();
  }

  public Collection<Live> watched() {
    if (mid.isEmpty()) return client.lives();
    var live = client.live(mid.getAsLong());
    return live == null ? List.of() : List.of(live);
  }
}
