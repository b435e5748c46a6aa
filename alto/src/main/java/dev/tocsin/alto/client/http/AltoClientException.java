// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.http;

import dev.tocsin.alto.wire.AltoError;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/// What was asked for is not to be had. The message is one line that names the server.
public final class AltoClientException extends IOException {

  private static final long serialVersionUID = 1L;

  /// What kind of failure it is; whoever has something older can tell from it whether that may do.
  public enum Kind {
    /// No connection, no trust, or no whole answer in time.
    UNREACHABLE,
    /// The server has no time, and may have said when it will.
    BUSY,
    /// The server understood and refuses.
    REFUSED,
    /// The answer is not what the RFC has it to be.
    UNREADABLE,
    /// The directory has nothing of the kind.
    NOT_OFFERED
  }

  private final Kind kind;
  private final transient Optional<AltoError> error;
  private final transient Optional<Instant> notBefore;

  private AltoClientException(
      Kind kind, String message, Optional<AltoError> error, Optional<Instant> notBefore) {
    super(message);
    this.kind = kind;
    this.error = error;
    this.notBefore = notBefore;
  }

  public static AltoClientException of(Kind kind, String message) {
    return new AltoClientException(kind, message, Optional.empty(), Optional.empty());
  }

  static AltoClientException refused(String message, AltoError error) {
    return new AltoClientException(Kind.REFUSED, message, Optional.of(error), Optional.empty());
  }

  static AltoClientException busy(String message, Optional<Instant> notBefore) {
    return new AltoClientException(Kind.BUSY, message, Optional.empty(), notBefore);
  }

  public Kind kind() {
    return kind;
  }

  /// What the server says is wrong with the request (RFC 7285 §8.5).
  public Optional<AltoError> error() {
    return error;
  }

  /// When the server wants to be asked again.
  public Optional<Instant> notBefore() {
    return notBefore;
  }

  /// Whether the server may well give the same as before, but did not now.
  public boolean isOutage() {
    return kind == Kind.UNREACHABLE || kind == Kind.BUSY;
  }
}
