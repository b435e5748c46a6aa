// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.webhook;

import dev.tocsin.base.identity.SharedSecret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The signature of the Standard Webhooks specification, version 1: HMAC-SHA256 over the message's
/// id, its time in seconds since 1970 and its body, joined by dots.
record Signature(String id, long seconds, byte[] body) {

  static final String ID = "webhook-id";
  static final String TIME = "webhook-timestamp";
  static final String VALUE = "webhook-signature";
  private static final String VERSION = "v1,";

  Signature {
    body = body.clone();
  }

  @Override
  public byte[] body() {
    return body.clone();
  }

  String sign(SharedSecret secret) {
    return VERSION + Base64.getEncoder().encodeToString(mac(secret));
  }

  /// @param given one or more signatures with spaces between, as the specification allows while a
  ///   secret changes
  boolean isMadeWithOneOf(List<SharedSecret> secrets, String given) {
    var signatures = List.of(given.split(" ", 10));
    boolean good = false;
    for (var secret : secrets) {
      var expected = sign(secret).getBytes(StandardCharsets.US_ASCII);
      for (var signature : signatures) {
        // In constant time: what is compared must not tell how far it was right.
        good |= MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8));
      }
    }
    return good;
  }

  private byte[] mac(SharedSecret secret) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.secret(), "HmacSHA256"));
      mac.update((id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
