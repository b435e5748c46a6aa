// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.tls;

import java.net.InetSocketAddress;
import java.security.Principal;
import org.eclipse.californium.elements.AddressEndpointContext;

/// Where a message came from, and the stream that takes the answer.
final class StreamContext extends AddressEndpointContext {

  private final TlsStream stream;

  StreamContext(InetSocketAddress peer, Principal principal, TlsStream stream) {
    super(peer, principal);
    this.stream = stream;
  }

  TlsStream stream() {
    return stream;
  }
}
