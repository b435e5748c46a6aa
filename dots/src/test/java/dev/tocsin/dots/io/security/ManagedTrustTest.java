// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.identity.FileTrust;
import dev.tocsin.base.identity.SharedSecret;
import dev.tocsin.dots.io.security.ManagedTrust.Additions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ManagedTrustTest {

  private static final SharedSecret WRITTEN = secret("written", 1);

  private final ManagedTrust trust =
      new ManagedTrust(new FileTrust(List.of(), Set.of("file-key"), List.of(WRITTEN)));

  private static SharedSecret secret(String identity, int filled) {
    var bytes = new byte[16];
    Arrays.fill(bytes, (byte) filled);
    return new SharedSecret(identity, bytes);
  }

  private static Additions adds(SharedSecret... secrets) {
    return new Additions(List.of(secrets), List.of());
  }

  private static Additions accepts(String... fingerprints) {
    return new Additions(List.of(), List.of(fingerprints));
  }

  private void assertSecret(SharedSecret expected) {
    assertThat(trust.sharedKey(expected.identity())).hasValue(expected.secret());
  }

  @Test
  void believesWhatFilesAndCustomersSay() {
    trust.replace("acme", new Additions(List.of(secret("acme-1", 2)), List.of("acme-key")));

    assertSecret(WRITTEN);
    assertSecret(secret("acme-1", 2));
    assertThat(trust.sharedKey("nobody")).isEmpty();
    assertThat(trust.acceptsRawKey("file-key")).isTrue();
    assertThat(trust.acceptsRawKey("acme-key")).isTrue();
    assertThat(trust.acceptsRawKey("other-key")).isFalse();
  }

  @Test
  void lastKnowsOfACustomerWhatWasSaidLast() {
    trust.replace("acme", new Additions(List.of(secret("acme-1", 2)), List.of("old-key")));

    trust.replace(
        "acme", new Additions(List.of(secret("acme-1", 3), secret("acme-2", 4)), List.of("new")));

    assertSecret(secret("acme-1", 3));
    assertSecret(secret("acme-2", 4));
    assertThat(trust.acceptsRawKey("old-key")).isFalse();
    assertThat(trust.acceptsRawKey("new")).isTrue();
  }

  @Test
  void forgetsACustomerThatIsGone() {
    trust.replace("acme", new Additions(List.of(secret("acme-1", 2)), List.of("acme-key")));
    trust.replace("other", adds(secret("other-1", 3)));

    trust.replace("acme", adds());

    assertThat(trust.sharedKey("acme-1")).isEmpty();
    assertThat(trust.acceptsRawKey("acme-key")).isFalse();
    assertSecret(secret("other-1", 3));
  }

  @Test
  void keepsWhatMovedToAnotherCustomerInWhicheverOrderBothAreTold() {
    trust.replace("old", new Additions(List.of(secret("site", 2)), List.of("key")));

    trust.replace("new", new Additions(List.of(secret("site", 3)), List.of("key")));
    trust.replace("old", adds());

    assertSecret(secret("site", 3));
    assertThat(trust.acceptsRawKey("key")).isTrue();
    trust.replace("new", accepts());
    assertThat(trust.acceptsRawKey("key")).isFalse();
  }

  @Test
  void takesTheWordOfFilesBeforeThatOfCustomers() {
    trust.replace("acme", adds(secret("written", 9)));

    assertSecret(WRITTEN);
    assertThat(trust.isInFiles("written")).isTrue();
    assertThat(trust.isInFiles("acme-1")).isFalse();
  }
}
