// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.agent;

import dev.tocsin.dots.core.client.ClientChange;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// The cuid for each server: the configured one, or a new one where another client holds that.
final class Cuids {

  private static final int RENEWALS_MAX = 5;
  private static final int BYTES = 16;

  private final String usual;
  private final Map<Integer, String> own;
  private final Map<Integer, Integer> renewals = new HashMap<>();
  private final RandomGenerator random;
  private final Outbox out;

  Cuids(String usual, Map<Integer, String> own, RandomGenerator random, Outbox out) {
    this.usual = usual;
    this.own = new HashMap<>(own);
    this.random = random;
    this.out = out;
  }

  String of(ServerLink link) {
    return own.getOrDefault(link.index, usual);
  }

  /// RFC 9132 §4.4.1.1: "a new 'cuid' MUST be generated" upon a collision.
  ///
  /// @return false after too many of them
  boolean renew(ServerLink link, String taken) {
    // Another request was told before, and the new one stands already.
    if (!of(link).equals(taken)) return true;
    if (renewals.merge(link.index, 1, Integer::sum) > RENEWALS_MAX) return false;
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    var fresh = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    own.put(link.index, fresh);
    out.event("cuid-collision", link.server.name() + ": " + taken + " is taken, now " + fresh);
    out.commit(List.of(new ClientChange.PutCuid(link.index, fresh)));
    return true;
  }
}
