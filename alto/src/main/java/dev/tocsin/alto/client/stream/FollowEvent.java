// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.stream;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What whoever follows is told. Resources stand in it by their ids.
public sealed interface FollowEvent {

  /// A resource has a new version; it may be the same as before (RFC 8895 §6.6).
  ///
  /// @param before empty if this is the first
  /// @param how media type of what told it: of the resource itself, or of a patch
  /// @param size of what told it, in characters
  /// @param isUsable false while it is about another version of a resource than the one that is
  ///   held (RFC 8895 §9.2)
  record Changed(Version now, Optional<Version> before, String how, long size, boolean isUsable)
      implements FollowEvent {
    public String resource() {
      return now.subscription().resourceId();
    }
  }

  /// A stream tells of these from now on.
  record Streaming(URI stream, List<String> resources, boolean isControlled)
      implements FollowEvent {}

  /// These are asked for again and again, since no stream tells of them.
  record Polling(List<String> resources, String reason, Duration every) implements FollowEvent {}

  /// The server tells of these no more; they are asked for otherwise.
  record Stopped(List<String> resources, Optional<String> description) implements FollowEvent {}

  /// Of these nothing is heard now; what was heard before still stands, and may be old.
  record Interrupted(List<String> resources, String reason, Duration retryAfter)
      implements FollowEvent {}
}
