// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.reload.core.enrolment.Account.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountsTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static Account account(String user, String... names) {
    return new Account(user, List.of(names), Standing.ADMITTED);
  }

  private static Optional<String> refusal(Account wanted, Account other) {
    return Accounts.refusal(wanted, List.of(account("carol", "c@test.example"), other), NOW);
  }

  @Test
  void takesUsersWithNamesOfTheirOwn() {
    assertThat(refusal(account("bob", "bob@test.example"), account("alice", "alice@test.example")))
        .isEmpty();
    assertThat(refusal(account("bob"), account("alice"))).isEmpty();
  }

  @Test
  void givesNoNameTwice() {
    // EN-4
    var alice = account("alice", "alice@test.example", "al@test.example");

    assertThat(refusal(account("bob", "b@test.example", "Al@Test.Example"), alice))
        .contains("'Al@Test.Example' is a name of user 'alice'");
    assertThat(refusal(account("Alice", "other@test.example"), alice))
        .contains("there is a user 'alice' already");
    assertThat(refusal(account("bob", "al@test.example"), alice.as(Standing.DENIED))).isPresent();
  }

  @Test
  void givesANameOfSomebodyRemovedOnceHisCertificatesHaveEnded() {
    var gone = account("alice", "alice@test.example").as(new Standing.Removed(NOW.plusSeconds(1)));
    var bob = account("bob", "alice@test.example");

    assertThat(refusal(bob, gone)).get().asString().contains("until 2026-01-01T00:00:01Z");
    assertThat(Accounts.refusal(bob, List.of(gone), NOW.plusSeconds(1))).isEmpty();
    assertThat(Accounts.refusal(account("alice"), List.of(gone), NOW.plusSeconds(1))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".nobody", "../x", "a/b", "a b", "a:b", "a\"b", "\u00e4", "a\u0000", "@a"})
  void takesNoUserThatIsNoFile(String user) {
    assertThatThrownBy(() -> account(user))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a user of");
  }

  @ParameterizedTest
  @ValueSource(strings = {"alice", "@test.example", "a@", "a@b@c", "a b@c", "\u00e4@c", "a@b/c"})
  void takesNoNameThatIsNoMailbox(String name) {
    assertThatThrownBy(() -> account("alice", name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected user@domain");
  }
}
