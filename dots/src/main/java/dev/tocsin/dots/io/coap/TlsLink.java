// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import dev.tocsin.dots.io.tls.TlsDialer;
import java.net.InetSocketAddress;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.EndpointContextMatcher;

/// One TLS connection of a client.
final class TlsLink implements ClientLink {

  private final InetSocketAddress remote;
  private final TlsDialer dialer;
  private final Events events;

  TlsLink(Target target, ClientSettings settings, Events events) {
    this.remote = target.remote();
    this.dialer =
        new TlsDialer(
            target.remote(), settings.localAddress(), target.profile(), settings.handshakeMax());
    this.events = events;
  }

  @Override
  public Connector connector() {
    return dialer;
  }

  @Override
  public EndpointContextMatcher matcher() {
    return new OnePeer(remote, (_, _) -> true);
  }

  @Override
  public InetSocketAddress remote() {
    return remote;
  }

  @Override
  public void dial() {
    dialer.dial(() -> events.up(0), events::down);
  }

  @Override
  public void hangUp() {
    dialer.hangUp();
  }
}
