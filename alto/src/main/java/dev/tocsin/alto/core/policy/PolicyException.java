// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.policy;

/// What the sources say and what the operator wants do not fit together; no map comes of it, and
/// the version before stays. The message says what was expected and what was found.
public final class PolicyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public PolicyException(String message) {
    super(message);
  }
}
