// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.message;

import dev.tocsin.reload.wire.header.Header;
import dev.tocsin.reload.wire.security.Signature;
import java.util.Optional;

/// A whole message.
///
/// @param signature absent where messages are not signed
public record Message(Header header, Contents contents, Optional<Signature> signature) {}
