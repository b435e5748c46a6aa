// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import dev.tocsin.dots.io.security.ServerProfile;
import java.net.InetSocketAddress;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.EndpointContextMatcher;

/// The secured connection under one client session; used once.
interface ClientLink {

  record Target(InetSocketAddress remote, ServerProfile profile, boolean resumes) {}

  /// What becomes of a link, told on its threads.
  interface Events {

    /// @param overheadBytes what IP, UDP and record protection add to a message; 0 on a stream
    void up(int overheadBytes);

    /// Not reached, refused, closed or lost. May come more than once.
    void down(String reason);
  }

  Connector connector();

  EndpointContextMatcher matcher();

  InetSocketAddress remote();

  /// Starts the handshake; the connector has been started.
  void dial();

  /// Says goodbye where that is possible.
  void hangUp();
}
