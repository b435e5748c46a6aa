// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.dots.io.californium.CallerRunsScheduler;
import dev.tocsin.dots.io.californium.KnownOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.config.Configuration;

/// A listening CoAP endpoint over either security layer, and the timer that both use.
final class ListeningEndpoint implements AutoCloseable {

  private final CoapEndpoint endpoint;
  private final ScheduledThreadPoolExecutor timer;

  /// @param exchanges are told of every request
  /// @param timer ends with the endpoint
  ListeningEndpoint(
      Connector connector,
      Configuration configuration,
      ServerExchanges exchanges,
      ScheduledThreadPoolExecutor timer) {
    this.timer = timer;
    endpoint =
        CoapEndpoint.builder()
            .setConfiguration(configuration)
            .setConnector(connector)
            .setEndpointContextMatcher(new SessionMatcher())
            .setOptionRegistry(new KnownOptions())
            .build();
    endpoint.setExecutors(new CallerRunsScheduler(timer), timer);
    exchanges.bind(endpoint);
  }

  static ScheduledThreadPoolExecutor timer(String name) {
    var timer =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name, 0).factory());
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  /// @param protocol for the complaint when the address cannot be had
  /// @param sweep clears up from time to time
  void start(String protocol, InetSocketAddress address, Runnable sweep, Duration every) {
    try {
      endpoint.start();
    } catch (IOException e) {
      var at = new HostAndPort(address.getHostString(), address.getPort());
      throw new UncheckedIOException(
          new IOException(
              "cannot listen for " + protocol + " on " + at + ": " + e.getMessage(), e));
    }
    timer.scheduleWithFixedDelay(sweep, every.toSeconds(), every.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    endpoint.destroy();
    timer.shutdownNow();
  }
}
