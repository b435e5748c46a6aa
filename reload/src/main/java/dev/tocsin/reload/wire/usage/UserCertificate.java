// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.usage;

import dev.tocsin.base.bytes.Bytes;

/// A certificate that others look up to check signatures (CS-1).
///
/// @param der X.509, not looked into
public record UserCertificate(Bytes der) {}
