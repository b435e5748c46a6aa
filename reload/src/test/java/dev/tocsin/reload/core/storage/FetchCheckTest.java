// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.storage;

import static dev.tocsin.reload.core.security.Authority.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.security.Authority;
import dev.tocsin.reload.core.security.CertificateCache;
import dev.tocsin.reload.core.security.Credentials;
import dev.tocsin.reload.core.security.Proof;
import dev.tocsin.reload.core.security.SignedSecurity;
import dev.tocsin.reload.core.usage.CertificateStore;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.core.usage.ResourceName;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.KindQuery;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.draft.DraftProfile;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response.Answer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Who stores values can lose them, but not make them.
class FetchCheckTest {

  private static final Id PLACE = ResourceName.of(Authority.ALICE);
  private static final long KIND = CertificateStore.KIND;

  private final SignedSecurity security = of(Authority.bob(), Credentials.Form.CERTIFICATE);
  private final FetchCheck check =
      new FetchCheck(Kinds.of(new CertificateStore(Authority.OVERLAY)), new ValueCheck(security));

  private static SignedSecurity of(Credentials own, Credentials.Form form) {
    return new SignedSecurity(
        DraftProfile.PROFILE,
        own,
        new SignedSecurity.Forms(form, form),
        new CertificateCache(Authority.ROOT.trust(), 10));
  }

  private static StoredValue value(Credentials owner, Credentials.Form form, Bytes bytes) {
    var entry = new Entry.Indexed(0, Entry.Value.of(bytes));
    var value = new StoredValue(NOW.toEpochMilli(), 60, entry, Optional.empty());
    return of(owner, form).signed(PLACE, KIND, value);
  }

  private Proof check(StoredValue... values) {
    var query = new KindQuery(KIND, 0, new KindQuery.Which.Range(0, KindQuery.Which.Range.LAST));
    var fetched = new Answer.Fetched(List.of(new KindValues(KIND, 1, List.of(values))));
    return check.check(new Request.Fetch(PLACE, List.of(query)), fetched, NOW);
  }

  private static Bytes alices() {
    return Authority.alice().certificate().der();
  }

  @Test
  void believesWhatItsOwnerSigned() {
    assertThat(check(value(Authority.alice(), Credentials.Form.CERTIFICATE, alices())))
        .isInstanceOf(Proof.NotNeeded.class);
  }

  @Test
  void usesCertificatesThatComeAlong() {
    assertThat(check(value(Authority.alice(), Credentials.Form.PEER, alices())))
        .isInstanceOf(Proof.NotNeeded.class);
  }

  @Test
  void believesNothingThatSomebodyElseSigned() {
    var bobs = Authority.bob().certificate().der();
    assertThat(check(value(Authority.bob(), Credentials.Form.CERTIFICATE, alices())))
        .isInstanceOf(Proof.Refused.class);
    assertThat(check(value(Authority.bob(), Credentials.Form.CERTIFICATE, bobs)))
        .isInstanceOf(Proof.Refused.class);
    var right = value(Authority.alice(), Credentials.Form.CERTIFICATE, alices());
    var unsigned =
        new StoredValue(
            right.storageTimeMillis(), right.lifetimeSeconds(), right.entry(), Optional.empty());
    assertThat(check(right, unsigned)).isInstanceOf(Proof.Refused.class);
  }

  @Test
  void asksNobodyToSignThatNothingIsThere() {
    var nothing = new Entry.Indexed(0, Entry.Value.NONE);
    assertThat(check(new StoredValue(0, 0, nothing, Optional.empty())))
        .isInstanceOf(Proof.NotNeeded.class);
  }
}
