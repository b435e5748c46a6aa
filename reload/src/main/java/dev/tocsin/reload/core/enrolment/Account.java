// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.enrolment;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// A user of the overlay, as its operator entered him.
///
/// @param user as he logs in
/// @param names `user@domain` that he may act for, and nobody else
public record Account(String user, List<String> names, Standing standing) {

  private static final Pattern USER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}");
  private static final Pattern NAME =
      Pattern.compile("[!-?A-~]{1,64}@[A-Za-z0-9.:\\[\\]_-]{1,253}");
  private static final int NAMES_MAX = 16;

  /// What becomes of him.
  public sealed interface Standing {

    record Admitted() implements Standing {}

    /// Gets no further certificates; those that he has end soon.
    record Denied() implements Standing {}

    /// No longer there, but certificates with his names may be.
    ///
    /// @param until then nobody else may be called so
    record Removed(Instant until) implements Standing {}

    Standing ADMITTED = new Admitted();
    Standing DENIED = new Denied();
  }

  public Account {
    if (!USER.matcher(user).matches()) {
      throw new IllegalArgumentException(
          "expected a user of 1 to 64 letters, digits, and '._@+-' behind the first, found '"
              + user
              + "'");
    }
    names = List.copyOf(new LinkedHashSet<>(names));
    if (names.size() > NAMES_MAX) {
      throw new IllegalArgumentException(
          "expected at most %d names, found %d".formatted(NAMES_MAX, names.size()));
    }
    for (var name : names) {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException("expected user@domain, found '" + name + "'");
      }
    }
  }

  /// Whether anybody would take the two names for one.
  static boolean areAlike(String one, String other) {
    return one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
  }

  boolean isCalled(String name) {
    return names.stream().anyMatch(each -> areAlike(each, name));
  }

  public Account as(Standing other) {
    return new Account(user, names, other);
  }
}
