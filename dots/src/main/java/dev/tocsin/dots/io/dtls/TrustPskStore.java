// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.dtls;

import dev.tocsin.base.identity.SharedSecret;
import dev.tocsin.dots.io.security.Credentials;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.SecretKey;
import org.eclipse.californium.scandium.dtls.ConnectionId;
import org.eclipse.californium.scandium.dtls.HandshakeResultHandler;
import org.eclipse.californium.scandium.dtls.PskPublicInformation;
import org.eclipse.californium.scandium.dtls.PskSecretResult;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedPskStore;
import org.eclipse.californium.scandium.util.SecretUtil;
import org.eclipse.californium.scandium.util.ServerNames;
import org.jspecify.annotations.Nullable;

/// Pre-shared keys for DTLS: a server looks them up in its trust, a client has one of its own.
public final class TrustPskStore implements AdvancedPskStore {

  private final Credentials credentials;

  public TrustPskStore(Credentials credentials) {
    this.credentials = credentials;
  }

  @Override
  public boolean hasEcdhePskSupported() {
    return true;
  }

  @Override
  public PskSecretResult requestPskSecretResult(
      ConnectionId cid,
      ServerNames serverName,
      PskPublicInformation identity,
      String hmacAlgorithm,
      SecretKey otherSecret,
      byte[] seed,
      boolean useExtendedMasterSecret) {
    return new PskSecretResult(cid, identity, key(identity.getPublicInfoAsString()));
  }

  private @Nullable SecretKey key(String identity) {
    Optional<byte[]> secret =
        credentials.secret().isPresent()
            ? credentials
                .secret()
                .filter(own -> own.identity().equals(identity))
                .map(SharedSecret::secret)
            : credentials.trust().sharedKey(identity);
    if (secret.isEmpty()) return null;
    SecretKey key = SecretUtil.create(secret.get(), PskSecretResult.ALGORITHM_PSK);
    Arrays.fill(secret.get(), (byte) 0);
    return key;
  }

  @Override
  public @Nullable PskPublicInformation getIdentity(
      InetSocketAddress peerAddress, ServerNames virtualHost) {
    return credentials.secret().map(own -> new PskPublicInformation(own.identity())).orElse(null);
  }

  @Override
  public void setResultHandler(HandshakeResultHandler resultHandler) {}
}
