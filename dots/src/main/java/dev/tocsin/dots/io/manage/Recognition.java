// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.manage;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.identity.SecretBox;
import dev.tocsin.base.identity.SharedSecret;
import dev.tocsin.dots.core.server.Customer.SealedSecret;
import dev.tocsin.dots.core.server.ServerOutput;
import dev.tocsin.dots.io.security.ManagedTrust;
import java.util.ArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes what the store knows of customers' keys known to the handshakes. Secrets are in the open
/// only here and in the memory of the trust.
public final class Recognition {

  private static final Logger log = LoggerFactory.getLogger(Recognition.class);

  private final SecretBox box;
  private final ManagedTrust trust;

  public Recognition(SecretBox box, ManagedTrust trust) {
    this.box = box;
    this.trust = trust;
  }

  SealedSecret seal(SharedSecret secret) {
    return new SealedSecret(secret.identity(), box.seal(secret.identity(), secret.secret()));
  }

  /// Called by one thread at a time.
  public void recognise(ServerOutput.Recognise recognised) {
    var secrets = new ArrayList<SharedSecret>();
    for (var sealed : recognised.secrets()) {
      try {
        secrets.add(new SharedSecret(sealed.identity(), box.open(sealed.identity(), sealed.box())));
      } catch (ConfigException e) {
        // The others still can call for help.
        log.error("domain {}: {}", recognised.domain(), e.getMessage());
      }
    }
    trust.replace(
        recognised.domain(), new ManagedTrust.Additions(secrets, recognised.fingerprints()));
  }

  /// Whether the operator's files hold a secret for the identity: that one counts then.
  boolean isInFiles(String identity) {
    return trust.isInFiles(identity);
  }
}
