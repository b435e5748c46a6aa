// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.EndpointContextMatcher;
import org.jspecify.annotations.Nullable;

/// Tells messages apart by the session that carried them, not by address: message ids, tokens and
/// duplicates survive a change of address, and nothing leaves on another session than meant.
final class SessionMatcher implements EndpointContextMatcher {

  @Override
  public String getName() {
    return "session";
  }

  @Override
  public Object getEndpointIdentity(EndpointContext context) {
    PeerSession session = Identities.session(context);
    return session == null ? context.getPeerAddress() : session;
  }

  @Override
  public boolean isResponseRelatedToRequest(EndpointContext request, EndpointContext response) {
    return isSame(request, response);
  }

  @Override
  public boolean isToBeSent(EndpointContext message, @Nullable EndpointContext connection) {
    return connection != null && isSame(message, connection);
  }

  @Override
  public String toRelevantState(@Nullable EndpointContext context) {
    return context == null ? "none" : String.valueOf(Identities.session(context));
  }

  private static boolean isSame(EndpointContext one, EndpointContext other) {
    PeerSession session = Identities.session(one);
    return session != null && session == Identities.session(other);
  }
}
