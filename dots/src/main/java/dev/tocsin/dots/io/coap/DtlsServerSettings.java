// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import dev.tocsin.dots.io.dtls.DtlsSetup;
import dev.tocsin.dots.io.security.ServerLimits;
import java.net.InetSocketAddress;

/// @param address where to listen; port 0 takes any
/// @param receiverThreads threads that read the socket and answer ClientHellos
/// @param pathMtu bytes of the largest IP packet that is sure to reach clients unfragmented
/// @param workerThreads threads that decrypt, run handshakes and call the handler
public record DtlsServerSettings(
    InetSocketAddress address,
    int receiverThreads,
    int workerThreads,
    int pathMtu,
    ServerLimits limits) {

  // IPv6, UDP, a record with a connection id, and CoAP with the options of an answer.
  private static final int OVERHEAD_BYTES = 40 + 8 + 44 + 36;

  public DtlsServerSettings {
    if (receiverThreads < 1 || workerThreads < 1) {
      throw new IllegalArgumentException("a server needs a receiver and a worker thread");
    }
    if (pathMtu < PathMtu.LEAST) {
      throw new IllegalArgumentException("path MTU " + pathMtu + " below " + PathMtu.LEAST);
    }
  }

  /// RFC 7959 §2.2: a power of two; longer answers come in blocks of it.
  int blockBytes() {
    return Integer.highestOneBit(Math.min(DtlsSetup.BLOCK_BYTES, pathMtu - OVERHEAD_BYTES));
  }

  /// One receiver, and a worker for each processor.
  public static DtlsServerSettings at(InetSocketAddress address) {
    return new DtlsServerSettings(
        address,
        1,
        Runtime.getRuntime().availableProcessors(),
        DtlsSetup.MTU,
        ServerLimits.defaults());
  }
}
