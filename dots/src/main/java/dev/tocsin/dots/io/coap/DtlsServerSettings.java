// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import dev.tocsin.dots.io.security.ServerLimits;
import java.net.InetSocketAddress;

/// @param address where to listen; port 0 takes any
/// @param receiverThreads threads that read the socket and answer ClientHellos
/// @param workerThreads threads that decrypt, run handshakes and call the handler
public record DtlsServerSettings(
    InetSocketAddress address, int receiverThreads, int workerThreads, ServerLimits limits) {

  public DtlsServerSettings {
    if (receiverThreads < 1 || workerThreads < 1) {
      throw new IllegalArgumentException("a server needs a receiver and a worker thread");
    }
  }

  /// One receiver, and a worker for each processor.
  public static DtlsServerSettings at(InetSocketAddress address) {
    return new DtlsServerSettings(
        address, 1, Runtime.getRuntime().availableProcessors(), ServerLimits.defaults());
  }
}
