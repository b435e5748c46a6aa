// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import java.util.function.BiPredicate;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.EndpointContextMatcher;
import org.jspecify.annotations.Nullable;

/// For an endpoint with one peer, wherever that peer answers from.
///
/// @param sends whether a message may leave, given its context and that of the connection
record OnePeer(Object peer, BiPredicate<EndpointContext, @Nullable EndpointContext> sends)
    implements EndpointContextMatcher {

  @Override
  public String getName() {
    return "one peer";
  }

  @Override
  public Object getEndpointIdentity(EndpointContext context) {
    return peer;
  }

  @Override
  public boolean isResponseRelatedToRequest(EndpointContext request, EndpointContext response) {
    return true;
  }

  @Override
  public boolean isToBeSent(EndpointContext message, @Nullable EndpointContext connection) {
    return sends.test(message, connection);
  }

  @Override
  public String toRelevantState(@Nullable EndpointContext context) {
    return context == null ? "none" : context.getPeerAddress().toString();
  }
}
