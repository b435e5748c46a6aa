// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.node;

import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.security.Signer;

/// Who waits for a response.
sealed interface Asker {

  /// An application, by the number of its command.
  record Application(long command) implements Asker {}

  /// One of several fetches of an application, by the number of its command.
  record Gathering(long command) implements Asker {}

  /// The topology plug-in, by its own number.
  record Plugin(long number) implements Asker {}

  /// Somebody who needs a link.
  record Linking(Connecting.Waiter waiter) implements Asker {}

  /// A hand-over of stored values, by its number.
  record Handing(long number, Request request) implements Asker {}

  /// What cannot be judged without this one's certificate.
  record Certifying(Signer signer) implements Asker {}
}
