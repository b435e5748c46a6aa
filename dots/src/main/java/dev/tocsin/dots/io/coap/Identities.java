// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import dev.tocsin.base.identity.PeerIdentities;
import dev.tocsin.base.identity.PeerIdentity;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.auth.AdditionalInfo;
import org.eclipse.californium.elements.auth.ExtensiblePrincipal;
import org.eclipse.californium.elements.auth.PreSharedKeyIdentity;
import org.eclipse.californium.elements.auth.RawPublicKeyIdentity;
import org.eclipse.californium.elements.auth.X509CertPath;
import org.jspecify.annotations.Nullable;

/// Who a peer is by the library's principals. A session rides in the principal of its connection,
/// so every message brings its session along without a look-up.
final class Identities {

  private static final String SESSION = "session";

  /// The principal of a session that the library did not authenticate itself.
  record OfSession(PeerSession session) implements Principal {
    @Override
    public String getName() {
      return session.toString();
    }
  }

  private Identities() {}

  static PeerIdentity of(Principal principal) {
    return switch (principal) {
      case X509CertPath path -> PeerIdentities.of(List.of(path.getTarget()));
      case RawPublicKeyIdentity raw -> PeerIdentities.of(raw.getKey());
      case PreSharedKeyIdentity shared -> PeerIdentities.of(shared.getIdentity());
      default -> throw new IllegalStateException("no such principal: " + principal.getClass());
    };
  }

  static AdditionalInfo carrying(PeerSession session) {
    return AdditionalInfo.from(Map.of(SESSION, session));
  }

  static @Nullable PeerSession session(@Nullable Principal principal) {
    return switch (principal) {
      case OfSession(var session) -> session;
      case ExtensiblePrincipal<?> extensible ->
          extensible.getExtendedInfo().get(SESSION, PeerSession.class);
      case null, default -> null;
    };
  }

  static @Nullable PeerSession session(EndpointContext context) {
    return session(context.getPeerIdentity());
  }
}
