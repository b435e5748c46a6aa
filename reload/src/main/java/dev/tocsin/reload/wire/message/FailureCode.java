// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.message;

/// Why a request was not done. Each profile has numbers of its own for them.
public enum FailureCode {
  TRY_OTHER_PEER("Moved Temporarily"),
  UNAUTHENTICATED("Unauthorized"),
  FORBIDDEN("Forbidden"),
  NOT_FOUND("Not Found"),
  TIMED_OUT("Request Timeout"),
  GENERATION_TOO_LOW("Precondition Failed"),
  INCOMPATIBLE("Incompatible with Overlay"),
  ROUTING_NOT_SUPPORTED("UnWilling To Proxy"),
  /// A number that this profile does not know.
  OTHER("Failed");

  private final String reason;

  FailureCode(String reason) {
    this.reason = reason;
  }

  public String reason() {
    return reason;
  }
}
