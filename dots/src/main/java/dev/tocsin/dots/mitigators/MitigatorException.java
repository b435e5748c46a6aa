// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators;

/// A mitigator could not do now what was asked; trying again may help.
public final class MitigatorException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public MitigatorException(String message) {
    super(message);
  }

  public MitigatorException(String message, Throwable cause) {
    super(message, cause);
  }
}
