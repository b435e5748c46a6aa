// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.enrolment;

import dev.tocsin.reload.core.enrolment.Account.Standing;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/// Who may be entered beside others: no two users have the same identity (EN-4).
public final class Accounts {

  private Accounts() {}

  /// Why somebody cannot be added, if so.
  ///
  /// @param others everybody there, removed ones included
  public static Optional<String> refusal(Account wanted, Collection<Account> others, Instant now) {
    return others.stream()
        .filter(other -> isThere(other, now))
        .flatMap(other -> clash(wanted, other).stream())
        .findFirst();
  }

  /// Whether he stands in the way of others.
  public static boolean isThere(Account account, Instant now) {
    return switch (account.standing()) {
      case Standing.Admitted _, Standing.Denied _ -> true;
      case Standing.Removed(var until) -> now.isBefore(until);
    };
  }

  private static Optional<String> clash(Account wanted, Account other) {
    var still =
        switch (other.standing()) {
          case Standing.Admitted _, Standing.Denied _ -> "";
          case Standing.Removed(var until) ->
              "; he was removed, but may hold a certificate until " + until;
        };
    if (Account.areAlike(wanted.user(), other.user())) {
      return Optional.of("there is a user '" + other.user() + "' already" + still);
    }
    return wanted.names().stream()
        .filter(other::isCalled)
        .map(name -> "'%s' is a name of user '%s'%s".formatted(name, other.user(), still))
        .findFirst();
  }
}
