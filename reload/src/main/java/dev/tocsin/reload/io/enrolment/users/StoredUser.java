// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.enrolment.users;

import dev.tocsin.base.http.digest.DigestAlgorithm;
import dev.tocsin.reload.core.enrolment.Account;
import java.util.Optional;

/// An account with what HTTP Digest needs of its password (RFC 7616 §3.4.2).
record StoredUser(Account account, String sha256, String md5) {

  static StoredUser of(Account account, String realm, String password) {
    return new StoredUser(
        account,
        DigestAlgorithm.SHA_256.secret(account.user(), realm, password),
        DigestAlgorithm.MD5.secret(account.user(), realm, password));
  }

  Optional<String> secret(DigestAlgorithm algorithm) {
    return switch (algorithm) {
      case SHA_256 -> Optional.of(sha256);
      case MD5 -> Optional.of(md5);
      case SHA_512_256 -> Optional.empty();
    };
  }

  StoredUser as(Account.Standing standing) {
    return new StoredUser(account.as(standing), sha256, md5);
  }

  /// Never the hashes.
  @Override
  public String toString() {
    return "StoredUser[" + account + "]";
  }
}
