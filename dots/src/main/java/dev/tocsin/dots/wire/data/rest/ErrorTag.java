// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.rest;

import dev.tocsin.dots.wire.data.match.Labelled;

/// The error tags of RFC 8040 §7 that the data channel uses, each with its status code.
public enum ErrorTag implements Labelled {
  INVALID_VALUE("invalid-value", 400),
  MISSING_ATTRIBUTE("missing-attribute", 400),
  UNKNOWN_ELEMENT("unknown-element", 400),
  MALFORMED_MESSAGE("malformed-message", 400),
  TOO_BIG("too-big", 413),
  ACCESS_DENIED("access-denied", 403),
  RESOURCE_DENIED("resource-denied", 409),
  OPERATION_NOT_SUPPORTED("operation-not-supported", 405),
  OPERATION_FAILED("operation-failed", 500);

  private final String label;
  private final int status;

  ErrorTag(String label, int status) {
    this.label = label;
    this.status = status;
  }

  @Override
  public String label() {
    return label;
  }

  /// The status code that usually goes with it; `invalid-value` is also that of 404.
  public int status() {
    return status;
  }
}
