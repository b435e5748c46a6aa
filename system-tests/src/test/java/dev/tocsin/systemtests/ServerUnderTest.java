// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

/// A signal channel server that listens on loopback; how it was started is its own affair.
interface ServerUnderTest extends AutoCloseable {

  int dtlsPort();

  int tlsPort();

  @Override
  void close();
}
