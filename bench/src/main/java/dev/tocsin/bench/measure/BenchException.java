// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.measure;

/// A bench that cannot be run to its end: the machine lacks something, or a server failed. The
/// message says what.
public final class BenchException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public BenchException(String message) {
    super(message);
  }
}
