// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.rest;

import java.util.Optional;

/// One entry of `ietf-restconf:errors` (RFC 8040 §7.1).
///
/// @param tag one of {@link ErrorTag}, or what another server said
/// @param appTag for example `loop-detected`
/// @param path the element that is at fault, as an instance-identifier (RFC 7951 §6.11)
/// @param message for people: what was expected and what came
/// @param viaHeader the Via header of a request that ran in a circle (RFC 8783 §3.4, `error-info`)
public record DataError(
    ErrorType type,
    String tag,
    Optional<String> appTag,
    Optional<String> path,
    String message,
    Optional<String> viaHeader) {

  public static DataError of(ErrorTag tag, String message) {
    return new DataError(
        ErrorType.APPLICATION,
        tag.label(),
        Optional.empty(),
        Optional.empty(),
        message,
        Optional.empty());
  }

  public static DataError at(String path, ErrorTag tag, String message) {
    return new DataError(
        ErrorType.APPLICATION,
        tag.label(),
        Optional.empty(),
        Optional.of(path),
        message,
        Optional.empty());
  }

  /// RFC 8783 Figure 3.
  public static DataError loop(String viaHeader) {
    return new DataError(
        ErrorType.TRANSPORT,
        ErrorTag.OPERATION_FAILED.label(),
        Optional.of("loop-detected"),
        Optional.empty(),
        "the request came back to a gateway that it had passed",
        Optional.of(viaHeader));
  }
}
