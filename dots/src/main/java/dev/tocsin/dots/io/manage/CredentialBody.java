// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.manage;

import dev.tocsin.base.identity.SharedSecret;
import dev.tocsin.base.identity.SharedSecrets;
import dev.tocsin.dots.core.server.Domain.Credential;
import dev.tocsin.dots.core.server.ManagementRequest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Reads what a peer is to prove. A secret is sealed here and goes no further in the open; nothing
/// of it stands in a refusal.
final class CredentialBody {

  private static final String CERTIFICATE_NAME = "certificate-name";
  private static final String KEY_FINGERPRINT = "key-fingerprint";
  private static final String PSK_IDENTITY = "psk-identity";
  private static final String PSK_KEY = "psk-key";
  private static final int NAME_MAX = 253;
  private static final int KEY_BYTES_MAX = 64;

  private final Recognition recognition;

  CredentialBody(Recognition recognition) {
    this.recognition = recognition;
  }

  ManagementRequest.AddCredential read(String domain, ObjectNode body) {
    Body.only(body, List.of(CERTIFICATE_NAME, KEY_FINGERPRINT, PSK_IDENTITY, PSK_KEY));
    var name = Body.string(body, CERTIFICATE_NAME);
    var fingerprint = Body.string(body, KEY_FINGERPRINT);
    var psk = Body.string(body, PSK_IDENTITY);
    if (name.stream().count() + fingerprint.stream().count() + psk.stream().count() != 1) {
      throw new Refusal(
          400,
          "",
          "expected one of '%s', '%s' and '%s'"
              .formatted(CERTIFICATE_NAME, KEY_FINGERPRINT, PSK_IDENTITY));
    }
    if (psk.isEmpty() && body.has(PSK_KEY)) {
      throw new Refusal(400, PSK_KEY, "has no meaning without '" + PSK_IDENTITY + "'");
    }
    if (psk.isPresent()) return psk(domain, psk.get(), body);
    var credential =
        name.<Credential>map(CredentialBody::certificateName)
            .orElseGet(() -> keyFingerprint(fingerprint.orElseThrow()));
    return new ManagementRequest.AddCredential(domain, credential, Optional.empty());
  }

  private static Credential certificateName(String name) {
    boolean good = !name.isBlank() && name.length() <= NAME_MAX && !hasControls(name);
    if (good) return new Credential.CertificateName(name);
    throw new Refusal(
        400, CERTIFICATE_NAME, "expected 1 to " + NAME_MAX + " characters without controls");
  }

  private static Credential keyFingerprint(String text) {
    if (text.matches("[A-Za-z0-9_-]{43}")) return new Credential.KeyFingerprint(text);
    throw new Refusal(400, KEY_FINGERPRINT, "expected 43 characters of base64url");
  }

  private static boolean hasControls(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }

  private ManagementRequest.AddCredential psk(String domain, String identity, ObjectNode body) {
    var problem = SharedSecrets.identityProblem(identity);
    if (!problem.isEmpty()) throw new Refusal(400, PSK_IDENTITY, problem);
    if (recognition.isInFiles(identity)) {
      throw new Refusal(
          409, PSK_IDENTITY, "the server's files of pre-shared keys hold this identity already");
    }
    var hex = Body.string(body, PSK_KEY);
    if (hex.isEmpty()) throw new Refusal(400, PSK_KEY, "is missing here");
    var secret = new SharedSecret(identity, key(hex.get()));
    return new ManagementRequest.AddCredential(
        domain, new Credential.PskIdentity(identity), Optional.of(recognition.seal(secret)));
  }

  private static byte[] key(String hex) {
    // RFC 4279 §5.3: up to 64 octets.
    boolean good =
        hex.matches("([0-9a-fA-F]{2})+") && hex.length() >= 32 && hex.length() <= 2 * KEY_BYTES_MAX;
    if (good) return HexFormat.of().parseHex(hex);
    throw new Refusal(400, PSK_KEY, "expected 16 to 64 bytes in hexadecimal, found something else");
  }
}
