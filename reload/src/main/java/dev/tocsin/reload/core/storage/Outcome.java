// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.storage;

import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.reload.wire.security.Signer;
import java.util.List;

/// What becomes of a request that changes what is stored. Nothing has changed yet.
public sealed interface Outcome {

  /// All of it can be done: the changes are for {@link Storage#apply} once they are durable, and
  /// the answer is for then. Until then nothing else may change the same resource.
  record Done(List<StorageChange> changes, Response.Answer answer) implements Outcome {
    public Done {
      changes = List.copyOf(changes);
    }
  }

  /// None of it.
  record Refused(Response.Failure failure) implements Outcome {}

  /// Nobody can tell before this one's certificate is here.
  record Unproved(Signer signer) implements Outcome {}
}
