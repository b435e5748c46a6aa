// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

/// State cannot be kept or read: the message names the file, what was expected and what came.
/// Nothing on disk was changed by whoever throws it at opening.
public final class StoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
