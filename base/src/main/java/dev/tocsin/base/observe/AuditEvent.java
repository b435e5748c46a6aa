// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.observe;

import java.time.Instant;

/// One thing that somebody did, for the record. Empty text where something does not apply.
///
/// @param action for example `mitigate`, `refuse`, `withdraw`
/// @param domain the customer
/// @param client how the customer's client calls itself
/// @param peer who it proved to be: a fingerprint or a name, never a secret
public record AuditEvent(
    Instant time, String action, String domain, String client, String peer, String detail) {}
