// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import dev.tocsin.dots.core.server.data.rules.Minutes;
import dev.tocsin.dots.wire.data.Alias;
import java.time.Instant;

record AliasEntry(Alias alias, Instant expires) {

  Alias told(Instant now) {
    return alias.withPendingLifetime(Minutes.until(expires, now));
  }
}
