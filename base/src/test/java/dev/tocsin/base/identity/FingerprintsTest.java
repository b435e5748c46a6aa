// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.bytes.WireException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The expected values come from `openssl dgst -sha256` and `basenc --base64url`.
final class FingerprintsTest {

  private static final String SPKI =
      "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/"
          + "m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==";

  @Test
  void areTheSha256OfTheSubjectPublicKeyInfo() throws Exception {
    var key = Der.publicKey(Base64.getDecoder().decode(SPKI));

    assertThat(Fingerprints.of(key)).isEqualTo("XNJS-wzokyQ2-vjM0QQJgbie5K1rn-niorfnGqyyfNM");
    assertThat(Fingerprints.forPeople(key))
        .isEqualTo(
            "5C:D2:52:FB:0C:E8:93:24:36:FA:F8:CC:D1:04:09:81:B8:9E:E4:AD:6B:9F:E9:E2:A2:B7:E7:1A:AC:B2:7C:D3");
    assertThat(Fingerprints.cuid(key)).isEqualTo("XNJS-wzokyQ2-vjM0QQJgQ");
    assertThat(PeerIdentities.of(key))
        .isEqualTo(new PeerIdentity.RawKey("XNJS-wzokyQ2-vjM0QQJgbie5K1rn-niorfnGqyyfNM"));
  }

  @Test
  void areTheSha256OfAPreSharedKeysIdentity() {
    assertThat(Fingerprints.of("dotsclient"))
        .isEqualTo("VI4SVyqKnl8Dhsw52WT5RsKrfZl7YpzYj7RjdSRzLtY");
    assertThat(Fingerprints.cuid("dotsclient")).isEqualTo("VI4SVyqKnl8Dhsw52WT5Rg");
    assertThat(PeerIdentities.of("dotsclient"))
        .isEqualTo(
            new PeerIdentity.SharedKey(
                "dotsclient", "VI4SVyqKnl8Dhsw52WT5RsKrfZl7YpzYj7RjdSRzLtY"));
  }

  @Test
  void cannotBeMadeOfAnEmptyChain() {
    assertThatThrownBy(() -> PeerIdentities.of(List.of())).isInstanceOf(WireException.class);
  }
}
